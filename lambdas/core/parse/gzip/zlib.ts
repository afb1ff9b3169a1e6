import type * as Zlib from 'node:zlib';

/** `node:zlib`, loaded when a compressed body comes first: it takes longer than all that most bodies need. */
export function zlib(): typeof Zlib {
  // The one thing of it that core may have: a module as pure as an imported one, and synchronous.
  // eslint-disable-next-line no-restricted-globals
  return process.getBuiltinModule('node:zlib');
}
