/**
 * Modules of Node that every client has at hand for what few use. An import would evaluate all of their getters, WebCrypto
 * and the streams of files among them, which takes longer than loading the rest of this package.
 */

export const crypto = process.getBuiltinModule('node:crypto');
export const fs = process.getBuiltinModule('node:fs');
