/** Where to connect, and as whom. */

import { connection } from '../model/connection.ts';
import type { ConnectWish } from '../model/wishes.ts';
import {
  Answers,
  Check,
  Choice,
  NumberField,
  QOS_OPTIONS,
  SecretField,
  TextField,
} from './fields.tsx';
import { Panel } from './panel.tsx';

const VERSIONS = [
  ['5.0', 'MQTT 5.0'],
  ['3.1.1', 'MQTT 3.1.1'],
] as const;
const HOME = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`;
const NAME = `page-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}`;

export function ConnectForm() {
  const offline = connection.phase.value === 'offline';
  const submit = (event: SubmitEvent): void => {
    const answers = new Answers(event);
    void (offline ? connection.connect(wishOf(answers)) : connection.disconnect());
  };
  return (
    <Panel name="Connect">
      <form onSubmit={submit}>
        <fieldset disabled={!offline}>
          <legend class="hidden">Connection</legend>
          <TextField label="Broker" name="url" value={HOME} pattern="wss?://.+" required />
          <div class="pair">
            <TextField label="Client id" name="clientId" value={NAME} />
            <Choice label="Version" name="version" options={VERSIONS} initial="5.0" />
          </div>
          <div class="pair">
            <NumberField label="Keep alive, s" name="keepAlive" min={0} max={65535} value={10} />
            <NumberField
              label="Session expiry, s"
              name="sessionExpiry"
              min={0}
              max={4294967295}
              value={3600}
            />
          </div>
          <div class="pair">
            <NumberField label="Receive maximum" name="receiveMaximum" min={1} max={65535} />
            <NumberField
              label="Topic aliases"
              name="topicAliasMaximum"
              min={0}
              max={65535}
              value={8}
            />
          </div>
          <Check label="Clean start" name="cleanStart" />
          <details>
            <summary>User and last will</summary>
            <div class="pair">
              <TextField label="User" name="user" />
              <SecretField label="Password" name="password" />
            </div>
            <TextField label="Will topic" name="willTopic" />
            <TextField label="Will message" name="willMessage" />
            <div class="pair">
              <Choice label="Will QoS" name="willQos" options={QOS_OPTIONS} />
              <Check label="Will retained" name="willRetain" />
            </div>
          </details>
        </fieldset>
        <button type="submit" class="primary">
          {offline ? 'Connect' : 'Disconnect'}
        </button>
      </form>
    </Panel>
  );
}

function wishOf(answers: Answers): ConnectWish {
  return {
    url: answers.text('url'),
    clientId: answers.text('clientId'),
    version: answers.text('version'),
    cleanStart: answers.checked('cleanStart'),
    keepAlive: answers.number('keepAlive') ?? 0,
    sessionExpiry: answers.number('sessionExpiry') ?? 0,
    receiveMaximum: answers.number('receiveMaximum'),
    topicAliasMaximum: answers.number('topicAliasMaximum'),
    user: answers.text('user'),
    password: answers.text('password'),
    willTopic: answers.text('willTopic'),
    willMessage: answers.text('willMessage'),
    willQos: answers.qos('willQos'),
    willRetain: answers.checked('willRetain'),
  };
}
