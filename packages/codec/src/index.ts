export type * from './packet.ts';
export {
  PROPERTIES,
  type PropertiesOf,
  type PropertyCarrier,
  type PropertyName,
} from './properties.ts';
