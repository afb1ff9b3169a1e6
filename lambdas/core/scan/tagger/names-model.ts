import stored from '../model/names.json' with { type: 'json' };
import { decodeModel } from './model-format.ts';
import type { Model } from './tag.ts';

/** The committed model; docs/model-card.md says what it was trained on. Decoded once, when first needed. */
export function namesModel(): Model {
  loaded ??= decodeModel(stored);
  return loaded;
}

let loaded: Model | undefined;
