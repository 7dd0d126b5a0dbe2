/** The messages of QoS 1 and 2 on their way, state by state, and the terms of the session. */

import { connection } from '../model/connection.ts';
import { type Exchange, STATES } from '../model/exchanges.ts';
import { frame } from '../model/frame.ts';
import { Panel } from './panel.tsx';

/** What a server without the property grants. */
const WITHOUT_LIMIT = '65535';

export function SessionView() {
  frame.value;
  const { exchanges } = connection;
  const terms = connection.terms.value;
  const quota = terms.find(([name]) => name === 'ReceiveMaximum')?.[1] ?? WITHOUT_LIMIT;
  return (
    <Panel
      name="Session"
      aside={
        <span class="figures" data-testid="flight">
          {`${exchanges.outgoing} of ${quota} out, ${exchanges.incoming} in`}
        </span>
      }
    >
      <div class="scroller">
        <table aria-label="Messages on their way">
          <thead>
            <tr>
              <th scope="col">Id</th>
              <th scope="col">QoS</th>
              <th scope="col">Topic</th>
              <th scope="col">States</th>
            </tr>
          </thead>
          <tbody>
            {exchanges.rows().map((each) => (
              <ExchangeRow key={each.key} exchange={each} />
            ))}
          </tbody>
        </table>
      </div>
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

function ExchangeRow({ exchange }: { exchange: Exchange }) {
  const { way, packetId, qos, topic, states, ended } = exchange;
  return (
    <tr class={ended === undefined ? '' : 'ended'}>
      <td class="figures">{`${way === 'out' ? '→' : '←'} ${packetId}`}</td>
      <td>{qos}</td>
      <td class="topic">{topic}</td>
      <td>
        <span class="states">
          {states.map((state, index) => (
            <abbr
              key={`${index}:${state}`}
              class={index === states.length - 1 ? 'state now' : 'state'}
              title={STATES[state]}
            >
              {state}
            </abbr>
          ))}
          <span class="quiet">{STATES[states.at(-1) ?? 0]}</span>
        </span>
      </td>
    </tr>
  );
}
