/** The buttons that break things: the link between page and broker, and the broker itself. */

import { useSignal } from '@preact/signals';
import { disturb, served } from '../model/served.ts';
import { Choice } from './fields.tsx';
import { Panel } from './panel.tsx';

const DOWNTIMES = [0, 2000, 5000, 20_000];
const SESSIONS = [
  ['keep', 'are kept'],
  ['forget', 'are forgotten'],
] as const;
const DELAYS = [0, 100, 500, 1000, 3000];

export function LinkPanel() {
  const downtime = useSignal(2000);
  const sessions = useSignal('keep');
  const refusal = useSignal<string | undefined>(undefined);
  const state = served.value;
  const act = async (path: string, body: object): Promise<void> => {
    refusal.value = await disturb(path, body);
  };
  return (
    <Panel name="Link and broker">
      <fieldset disabled={state === undefined}>
        <legend class="hidden">Disturb the link</legend>
        <div class="pair">
          <Times
            label="Down for"
            value={downtime.value}
            values={DOWNTIMES}
            set={(value) => {
              downtime.value = value;
            }}
          />
          <button
            type="button"
            class="danger"
            onClick={() => void act('link/cut', { downtime: downtime.value })}
          >
            Cut the link
          </button>
        </div>
        <div class="pair">
          <Times
            label="Delay each way"
            value={state?.link.delay ?? 0}
            values={DELAYS}
            set={(delay) => void act('link/delay', { delay })}
          />
          <p class="quiet figures">{state === undefined ? 'no server' : traffic(state.link)}</p>
        </div>
        <div class="pair">
          <Choice
            label="Its sessions"
            options={SESSIONS}
            onChoice={(value) => {
              sessions.value = value;
            }}
          />
          <button
            type="button"
            class="danger"
            disabled={state?.broker.embedded !== true}
            onClick={() =>
              void act('broker/restart', { downtime: downtime.value, sessions: sessions.value })
            }
          >
            Restart broker
          </button>
        </div>
      </fieldset>
      <p class={refusal.value === undefined ? 'quiet line' : 'bad line'}>
        {refusal.value ??
          (state === undefined
            ? 'The page was not opened by x-mqtt serve.'
            : `other clients: ${state.urls.mqtt}`)}
      </p>
    </Panel>
  );
}

interface TimesProps {
  readonly label: string;
  /** Milliseconds. */
  readonly value: number;
  readonly values: readonly number[];
  readonly set: (value: number) => void;
}

function Times({ label, value, values, set }: TimesProps) {
  const all = values.includes(value) ? values : [...values, value];
  return (
    <Choice
      label={label}
      options={all.map((each) => [String(each), `${each} ms`])}
      initial={String(value)}
      onChoice={(text) => set(Number(text))}
    />
  );
}

function traffic({
  bytesUp,
  bytesDown,
  downFor,
}: {
  bytesUp: number;
  bytesDown: number;
  downFor: number;
}): string {
  if (downFor > 0) return `down for ${(downFor / 1000).toFixed(1)} s`;
  return `↑ ${size(bytesUp)}\n↓ ${size(bytesDown)}`;
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`;
}
