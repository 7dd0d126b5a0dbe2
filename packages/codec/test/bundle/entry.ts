/** The entry of the bundle that `bundle.test.ts` weighs. */

export { Decoder, Encoder, encode } from '../../src/index.ts';
