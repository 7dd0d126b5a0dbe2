export { Decoder, type DecoderOptions } from './decoder.ts';
export { type EncodeOptions, encode } from './encode.ts';
export { Encoder, type EncoderOptions } from './encoder.ts';
export { CODEC_CODES, CodecError, type CodecErrorCode, type CodecErrorContext } from './errors.ts';
export type {
  AckProperties,
  AuthPacket,
  AuthProperties,
  ConnackPacket,
  ConnackProperties,
  ConnectPacket,
  ConnectProperties,
  DisconnectPacket,
  DisconnectProperties,
  Packet,
  PacketType,
  PingreqPacket,
  PingrespPacket,
  ProtocolVersion,
  PubackPacket,
  PubcompPacket,
  PublishPacket,
  PublishProperties,
  PubrecPacket,
  PubrelPacket,
  QoS,
  Sender,
  SubackPacket,
  SubscribePacket,
  SubscribeProperties,
  Subscription,
  UnsubackPacket,
  UnsubscribePacket,
  UnsubscribeProperties,
  Will,
  WillProperties,
} from './packet.ts';
export { PACKET_TYPES } from './packet-types.ts';
export {
  PROPERTIES,
  type PropertiesOf,
  type PropertyCarrier,
  type PropertyName,
} from './properties.ts';
export { REASON_CODES } from './reason-codes.ts';
export { matchTopic, parseTopicFilter, type TopicFilter, validateTopicName } from './topic.ts';
export { TopicTrie } from './topic-trie.ts';
