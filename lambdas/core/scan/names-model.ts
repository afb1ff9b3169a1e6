import { readFileSync } from 'node:fs';
import { decodeModel } from './tagger/model-format.ts';
import type { Model } from './tagger/tag.ts';

/**
 * The committed model; docs/model-card.md says what it was trained on. Read once, when first needed, from beside this
 * module or the bundle that it is in: as a part of a module's text it would be parsed before anything runs.
 *
 * @throws when it is missing or damaged; nothing can be called clean without it
 */
export function namesModel(): Model {
  loaded ??= decodeModel(readFileSync(new URL('./model/names.bin', import.meta.url)));
  return loaded;
}

let loaded: Model | undefined;
