/** The door for the sibling packages: no promise of stability to anyone else. */

export { packetSize } from './encode.ts';
export { isUtf8, isWellFormedText, utf8Length } from './utf8.ts';
