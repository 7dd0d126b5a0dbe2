/** UNSUBSCRIBE (section 3.10): read and written. */

import { Fault } from '../errors.ts';
import type { UnsubscribePacket, UnsubscribeProperties } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { checkList } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';
import { readFilter, writeFilter } from './subscribe.ts';

const PROPERTIES = propertySet('unsubscribe');

export const unsubscribe: PacketCodec<UnsubscribePacket> = {
  type: 'unsubscribe',

  read(reader) {
    const packetId = reader.packetId();
    const properties: UnsubscribeProperties | undefined = readProperties(reader, PROPERTIES);
    if (reader.at === reader.end) throw noFilter();
    const topicFilters: string[] = [];
    reader.readAhead(reader.end);
    while (reader.at < reader.end) topicFilters.push(readFilter(reader, 'topicFilters'));
    reader.endAhead();
    return { type: 'unsubscribe', packetId, topicFilters, properties };
  },

  write(packet, writer) {
    writer.open(0xa2, 0);
    writer.packetId(packet.packetId);
    writeProperties(writer, PROPERTIES, packet.properties);
    const filters = checkList(packet.topicFilters, 'topicFilters');
    if (filters.length === 0) throw noFilter();
    for (const filter of filters) writeFilter(writer, filter, 'topicFilters');
  },
};

function noFilter(): Fault {
  return new Fault('EMPTY_LIST', 'topicFilters is empty', '3.10.3-2', '3.10.3-2');
}
