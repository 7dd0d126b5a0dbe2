/** A message to publish, once or many times. */

import { connection } from '../model/connection.ts';
import type { PublishWish } from '../model/wishes.ts';
import { Answers, Check, Choice, NumberField, QOS_OPTIONS, TextField } from './fields.tsx';
import { Panel } from './panel.tsx';

export function PublishForm() {
  const submit = (event: SubmitEvent): void => {
    void connection.publish(wishOf(new Answers(event)));
  };
  // Between two connections what is published waits for the next.
  const possible = connection.phase.value === 'connected' || connection.phase.value === 'waiting';
  return (
    <Panel name="Publish">
      <form onSubmit={submit}>
        <div class="pair">
          <TextField label="Topic" name="topic" value="demo/greeting" required />
          <Choice label="QoS" name="qos" options={QOS_OPTIONS} initial="2" />
        </div>
        <div class="field">
          <label for="payload">Payload</label>
          <textarea
            id="payload"
            name="payload"
            rows={2}
            spellcheck={false}
            defaultValue={'{"hello":"world"}'}
          />
        </div>
        <div class="pair">
          <NumberField label="Times" name="times" min={1} max={100000} value={1} required />
          <Check label="Retain" name="retain" />
        </div>
        <details>
          <summary>Properties of MQTT 5</summary>
          <div class="pair">
            <TextField label="Content type" name="contentType" />
            <NumberField label="Expiry, s" name="expiry" min={0} max={4294967295} />
          </div>
          <div class="pair">
            <TextField label="Response topic" name="responseTopic" />
            <TextField label="Correlation data" name="correlationData" />
          </div>
          <div class="pair">
            <NumberField label="Topic alias" name="topicAlias" min={1} max={65535} />
          </div>
          <div class="pair">
            <TextField label="User property" name="userName" />
            <TextField label="Its value" name="userValue" />
          </div>
        </details>
        <button type="submit" class="primary" disabled={!possible}>
          Publish
        </button>
      </form>
    </Panel>
  );
}

function wishOf(answers: Answers): PublishWish {
  return {
    topic: answers.text('topic'),
    qos: answers.qos('qos'),
    retain: answers.checked('retain'),
    payload: answers.text('payload'),
    times: answers.number('times') ?? 1,
    contentType: answers.text('contentType'),
    expiry: answers.number('expiry'),
    responseTopic: answers.text('responseTopic'),
    correlationData: answers.text('correlationData'),
    topicAlias: answers.number('topicAlias'),
    userName: answers.text('userName'),
    userValue: answers.text('userValue'),
  };
}
