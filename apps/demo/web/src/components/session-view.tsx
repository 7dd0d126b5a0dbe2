/** The session as it changes: quota, queue, aliases, and the messages of QoS 1 and 2 on their way, state by state. */

import { connection } from '../model/connection.ts';
import { type Exchange, STATES, TRACKS } from '../model/exchanges.ts';
import { frame } from '../model/frame.ts';
import { Panel } from './panel.tsx';

/** What a server without the property grants. */
const WITHOUT_LIMIT = 65_535;

export function SessionView() {
  frame.value;
  const { exchanges, aliases, queued } = connection;
  const rows = exchanges.rows();
  const terms = connection.terms.value;
  const quota = Number(terms.find(([name]) => name === 'ReceiveMaximum')?.[1] ?? WITHOUT_LIMIT);
  const names = [...named('→', aliases.out), ...named('←', aliases.in)];
  return (
    <Panel
      name="Session"
      aside={
        <>
          <meter
            aria-label="Quota in use"
            max={quota}
            high={quota - 1}
            optimum={0}
            value={exchanges.outgoing}
          />
          <span class="figures" data-testid="flight">
            {`${exchanges.outgoing} of ${quota} out, ${queued} queued, ${exchanges.incoming} in`}
          </span>
        </>
      }
    >
      <div class="scroller">
        {rows.length === 0 && (
          <p class="empty">Messages of QoS 1 and 2 appear here while they are on their way.</p>
        )}
        <table hidden={rows.length === 0} aria-label="Messages on their way">
          <thead>
            <tr>
              <th scope="col">Id</th>
              <th scope="col">QoS</th>
              <th scope="col">Topic</th>
              <th scope="col">States</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((each, index) => (
              <ExchangeRow key={index} exchange={each} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="line aliases" data-testid="aliases">
        <span class="quiet">Topic aliases </span>
        {names.length === 0 ? 'none yet' : names}
      </p>
      <details class="terms">
        <summary>What the broker said</summary>
        <dl>
          {terms.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Panel>
  );
}

function named(arrow: string, aliases: ReadonlyMap<number, string>) {
  return Array.from(aliases, ([alias, topic]) => (
    <span key={arrow + alias} class="alias">{`${arrow} ${alias} ${topic} `}</span>
  ));
}

function ExchangeRow({ exchange }: { exchange: Exchange }) {
  const { way, packetId, qos, topic, state, ended } = exchange;
  return (
    <tr class={ended === undefined ? '' : 'ended'}>
      <td class="figures">{`${way === 'out' ? '→' : '←'} ${packetId}`}</td>
      <td>{qos}</td>
      <td class="topic">{topic}</td>
      <td>
        <span class="states">
          {TRACKS[way][qos]?.map((each) => (
            <abbr key={each} class={classOf(each, state)} title={STATES[each]}>
              {each}
            </abbr>
          ))}
          <span class="quiet">{STATES[state]}</span>
        </span>
      </td>
    </tr>
  );
}

function classOf(each: number, state: number): string {
  if (each === state) return 'state now';
  return each < state ? 'state' : 'state ahead';
}
