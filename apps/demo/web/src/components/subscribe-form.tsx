/** What to listen to, and what the broker granted. */

import { connection } from '../model/connection.ts';
import type { Subscription } from '../model/wishes.ts';
import { Answers, Choice, QOS_OPTIONS, TextField } from './fields.tsx';
import { Panel } from './panel.tsx';

export function SubscribeForm() {
  const submit = (event: SubmitEvent): void => {
    const answers = new Answers(event);
    void connection.subscribe({ filter: answers.text('filter'), qos: answers.qos('qos') });
  };
  return (
    <Panel name="Subscribe">
      <form onSubmit={submit}>
        <div class="pair">
          <TextField label="Topic filter" name="filter" value="demo/#" required />
          <Choice label="QoS" name="qos" options={QOS_OPTIONS} initial="2" />
        </div>
        <button type="submit" disabled={connection.phase.value !== 'connected'}>
          Subscribe
        </button>
      </form>
      <ul class="subscriptions" aria-label="Subscriptions">
        {connection.subscriptions.value.map((each) => (
          <li key={each.filter}>
            <code>{each.filter}</code>
            <span class={(each.code ?? 0) > 2 ? 'bad' : 'quiet'}>{answerTo(each)}</span>
            <button
              type="button"
              class="small"
              aria-label={`Unsubscribe ${each.filter}`}
              onClick={() => void connection.unsubscribe(each.filter)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function answerTo({ qos, code }: Subscription): string {
  if (code === undefined) return `QoS ${qos} asked`;
  return code <= 2 ? `QoS ${code}` : `refused, 0x${code.toString(16)}`;
}
