/** The child process: measures one column of one row, and prints the number. */

import { Decoder, type Packet } from '@x/codec';
import { settleAllocator } from '../allocator.ts';
import { CELLS, type Cell } from './cells.ts';
import { cpuTime, heapAllocated, heapKept } from './measure.ts';
import { MIXED, publish } from './packets.ts';
import { encodeOurs, stream } from './work.ts';

type Column = 'ours' | 'peer' | 'walk' | 'copy';

await settleAllocator();
const [what, which] = process.argv.slice(2);
console.log(measure(what ?? '', Number(which)));

function measure(column: string, row: number): number {
  if (column === 'heap-decoded') return heapDecoded();
  if (column === 'heap-encoded') return heapAllocated(encodeOurs(MIXED, 5));
  const work = (CELLS[row] as Cell | undefined)?.[column as Column];
  if (work === undefined) throw new Error(`no ${column} in row ${row}`);
  return cpuTime(work());
}

function heapDecoded(): number {
  const { chunks, packets } = stream([publish(256)], 4, 8 * 1_048_576, 65_536);
  return heapKept(() => {
    const decoder = new Decoder({ version: 4 });
    const kept: Packet[] = new Array(packets);
    let i = 0;
    for (const chunk of chunks) {
      decoder.push(chunk, (packet) => {
        kept[i++] = packet;
      });
    }
    return kept;
  });
}
