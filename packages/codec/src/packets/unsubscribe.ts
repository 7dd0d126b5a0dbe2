/** UNSUBSCRIBE (section 3.10): read, measured, written. */

import { Fault } from '../errors.ts';
import type { UnsubscribePacket, UnsubscribeProperties } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { checkShare, checkWildcards } from '../topic.ts';
import { checkList, checkPacketId, measureText, varintSize } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('unsubscribe');

export const unsubscribe: PacketCodec<UnsubscribePacket> = {
  type: 'unsubscribe',

  read(reader) {
    const packetId = reader.packetId();
    const v5 = reader.version === 5;
    const properties: UnsubscribeProperties | undefined = v5
      ? readProperties(reader, PROPERTIES)
      : undefined;
    const topicFilters: string[] = [];
    while (reader.at < reader.end) {
      const filter = reader.text('topicFilters');
      checkWildcards(filter, v5 ? checkShare(filter) : 0);
      topicFilters.push(filter);
    }
    if (topicFilters.length === 0) throw noFilter();
    return { type: 'unsubscribe', packetId, topicFilters, properties };
  },

  measure(packet, writer) {
    checkPacketId(packet.packetId);
    const v5 = writer.version === 5;
    const propertiesSize = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = propertiesSize;
    let size = v5 ? 2 + varintSize(propertiesSize) + propertiesSize : 2;
    const filters = checkList(packet.topicFilters, 'topicFilters');
    if (filters.length === 0) throw noFilter();
    for (const filter of filters) {
      size += measureText(filter, 'topicFilters');
      checkWildcards(filter as string, v5 ? checkShare(filter as string) : 0);
    }
    return size;
  },

  write(packet, writer, size) {
    writer.header(0xa2, size);
    writer.uint16(packet.packetId);
    if (writer.version === 5) {
      writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    }
    for (const filter of packet.topicFilters) writer.text(filter);
  },
};

function noFilter(): Fault {
  return new Fault('EMPTY_LIST', 'topicFilters is empty', '3.10.3-2', '3.10.3-2');
}
