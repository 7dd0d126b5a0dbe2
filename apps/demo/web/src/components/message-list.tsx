/** The messages that came in, newest first, with a filter, and one of them in full. */

import { useSignal } from '@preact/signals';
import { connection } from '../model/connection.ts';
import { frame } from '../model/frame.ts';
import type { Message } from '../model/messages.ts';
import { preview, shown, VIEWS, type View } from '../model/payload.ts';
import { Panel } from './panel.tsx';
import { clock } from './time.ts';
import { VirtualList } from './virtual-list.tsx';

export function MessageList() {
  const view = useSignal<View>('text');
  const selected = useSignal<Message | undefined>(undefined);
  frame.value;
  const { messages } = connection;
  const { matching } = messages;
  return (
    <Panel
      name="Messages"
      aside={
        <>
          <span class="figures" data-testid="message-count">
            {messages.count.toLocaleString('en')}
          </span>
          <input
            type="search"
            aria-label="Filter messages"
            placeholder="filter"
            onInput={(event) => messages.filter(event.currentTarget.value)}
          />
          <ViewChoice
            view={view.value}
            set={(value) => {
              view.value = value;
            }}
          />
          <button
            type="button"
            class="small"
            aria-label="Clear messages"
            onClick={() => messages.clear()}
          >
            clear
          </button>
        </>
      }
    >
      <VirtualList
        label="Messages"
        length={matching.length}
        at={(index) => matching.at(matching.length - 1 - index)}
        keyOf={({ serial }) => serial}
        added={matching.pushed}
        selected={selected.value?.serial}
        onSelect={(message) => {
          selected.value = message;
        }}
        empty="What you subscribe to appears here."
        look={view.value}
        row={(message) => <MessageRow message={message} view={view.value} />}
      />
      <output class="detail" aria-label="Selected message">
        {selected.value === undefined ? '' : inFull(selected.value, view.value)}
      </output>
    </Panel>
  );
}

function ViewChoice({ view, set }: { view: View; set: (view: View) => void }) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Payload as</legend>
      {VIEWS.map((each) => (
        <label key={each}>
          <input type="radio" name="view" checked={each === view} onChange={() => set(each)} />
          <span>{each}</span>
        </label>
      ))}
    </fieldset>
  );
}

function MessageRow({ message, view }: { message: Message; view: View }) {
  const { time, topic, qos, retained, duplicate, payload } = message;
  return (
    <>
      <span class="quiet figures">{clock(time)}</span>
      <span class="tag">{`${qos}${retained ? ' R' : ''}${duplicate ? ' D' : ''}`}</span>
      <span class="topic">{topic}</span>
      <span class="payload">{preview(payload, view)}</span>
    </>
  );
}

function inFull({ topic, qos, payload, properties }: Message, view: View): string {
  const entries = Object.entries(properties ?? {}).filter(([, value]) => value !== undefined);
  const lines = entries.map(([name, value]) => `${name}: ${textOf(value)}`);
  const head = `${topic}  QoS ${qos}  ${payload.length} bytes`;
  return [head, ...lines, shown(payload, view)].join('\n');
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? preview(value, 'hex') : JSON.stringify(value);
}
