import type { Problem } from './outcome.ts';

export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** Levels. No API needs as many; what walks the value later may then recurse. */
const MAX_DEPTH = 64;

/** Reads a JSON request body. The parser's own message quotes its input, so it is not passed on. */
export function readJsonBody(body: Uint8Array): JsonBody {
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (nesting(text) > MAX_DEPTH) return malformed('is nested too deeply');
    value = JSON.parse(text);
  } catch {
    return malformed('is not JSON in UTF-8');
  }
  return { kind: 'json', value };
}

function malformed(message: string): JsonBody {
  return { kind: 'malformed', problems: [{ field: '', message }] };
}

/** The deepest nesting of brackets outside strings, whether or not the text is JSON. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
