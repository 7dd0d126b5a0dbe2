/**
 * What each import may cost a page: bytes, minified and compressed, of the larger of two bundlers' results. A budget is what
 * was measured and 2 %; lower it with every gain. The READMEs repeat it, and a test compares them.
 */

/**
 * @typedef {object} Budget
 * @property {string} package
 * @property {string} imports
 * @property {string} from
 * @property {number} bytes
 */

/** @type {readonly Budget[]} */
export const BUDGETS = [
  { package: 'codec', imports: 'Decoder', from: '@x/codec', bytes: 7_604 },
  { package: 'codec', imports: 'encode', from: '@x/codec', bytes: 7_597 },
  { package: 'codec', imports: 'Decoder, Encoder, encode', from: '@x/codec', bytes: 9_270 },
  { package: 'codec', imports: 'TopicTrie', from: '@x/codec', bytes: 1_973 },
  { package: 'session', imports: 'Session', from: '@x/session', bytes: 18_143 },
  { package: 'session', imports: 'idbStore', from: '@x/session/idb', bytes: 12_361 },
  { package: 'transport', imports: 'ws', from: '@x/transport/ws', bytes: 3_963 },
  { package: 'transport', imports: 'memory', from: '@x/transport/memory', bytes: 2_607 },
  { package: 'client', imports: 'MQTT', from: '@x/client', bytes: 42_846 },
  { package: 'testing', imports: 'createBroker', from: '@x/testing', bytes: 21_431 },
];

/** As the READMEs say it. @param {Budget} budget */
export const sizeRow = ({ imports, from, bytes }) =>
  `| \`import { ${imports} } from '${from}'\` | ${(bytes / 1000).toFixed(1)} kB |`;
