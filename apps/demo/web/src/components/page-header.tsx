/** The name of the page, the state of the connection, and the last thing worth knowing. */

import { connection, type Phase } from '../model/connection.ts';
import { served } from '../model/served.ts';

const PHASES: Readonly<Record<Phase, string>> = {
  offline: 'offline',
  connecting: 'connecting',
  connected: 'connected',
  waiting: 'reconnecting',
};

export function PageHeader() {
  const phase = connection.phase.value;
  const { text, bad } = connection.note.value;
  return (
    <header class="page-header">
      <h1>x-mqtt</h1>
      <span class={`phase ${phase}`} data-testid="phase">
        {PHASES[phase]}
      </span>
      <output class={bad ? 'note bad' : 'note'} title={text}>
        {text}
      </output>
      <span class="broker">{served.value?.broker.name}</span>
    </header>
  );
}
