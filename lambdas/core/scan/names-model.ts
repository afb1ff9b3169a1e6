import { decodeModel } from './tagger/model-format.ts';
import type { Model } from './tagger/tag.ts';

/**
 * `node:fs`, loaded with the model: imported, it costs a function's start a millisecond, whether or not anything is scanned.
 */
function readBytes(file: URL): Buffer {
  // The one thing of it that core may have: a file of its own, as constant as a module.
  // eslint-disable-next-line no-restricted-globals
  return process.getBuiltinModule('node:fs').readFileSync(file);
}

/**
 * The committed model; docs/model-card.md says what it was trained on. Read once, when first needed, from beside this
 * module or the bundle that it is in: as a part of a module's text it would be parsed before anything runs.
 *
 * @throws when it is missing or damaged; nothing can be called clean without it
 */
export function namesModel(): Model {
  loaded ??= decodeModel(readBytes(new URL('./model/names.bin', import.meta.url)));
  return loaded;
}

let loaded: Model | undefined;
