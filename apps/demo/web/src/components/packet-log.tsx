/** Every packet of the connection, decoded, and the bytes of one of them. */

import { useSignal } from '@preact/signals';
import { connection } from '../model/connection.ts';
import { frame } from '../model/frame.ts';
import { decoded, type LoggedPacket, textOf } from '../model/packets.ts';
import { hexLines } from '../model/payload.ts';
import { Panel } from './panel.tsx';
import { clock } from './time.ts';
import { VirtualList } from './virtual-list.tsx';

/** Bytes that are shown of one packet. */
const SHOWN = 16_384;

export function PacketLog() {
  const selected = useSignal<LoggedPacket | undefined>(undefined);
  frame.value;
  const { packets } = connection;
  const { log } = packets;
  return (
    <Panel
      name="Packets"
      aside={
        <>
          <span class="quiet" data-testid="log-rests">
            {connection.logRests.value ? 'faster than one can read: some are left out' : ''}
          </span>
          <button
            type="button"
            class="small"
            aria-label="Clear packets"
            onClick={() => packets.clear()}
          >
            clear
          </button>
        </>
      }
    >
      <VirtualList
        label="Packets"
        length={log.length}
        at={(index) => log.at(log.length - 1 - index)}
        keyOf={({ serial }) => serial}
        added={log.pushed}
        selected={selected.value?.serial}
        onSelect={(packet) => {
          selected.value = packet;
        }}
        empty="What goes over the wire appears here."
        look=""
        row={(packet) => <PacketRow packet={packet} />}
      />
      <output class="detail" aria-label="Selected packet">
        {selected.value === undefined ? '' : inFull(selected.value)}
      </output>
    </Panel>
  );
}

function PacketRow({ packet }: { packet: LoggedPacket }) {
  const { time, way } = packet;
  return (
    <>
      <span class="quiet figures">{clock(time)}</span>
      <span class={way === '->' ? 'way out' : 'way in'}>{way === '->' ? '→' : '←'}</span>
      <span class="payload">{textOf(packet)}</span>
    </>
  );
}

function inFull(packet: LoggedPacket): string {
  const { text, bytes } = decoded(packet);
  const more = bytes.length > SHOWN ? `\n… ${bytes.length - SHOWN} bytes more` : '';
  return `${text}\n${hexLines(bytes.subarray(0, SHOWN))}${more}`;
}
