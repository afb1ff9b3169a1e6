import type { Problem } from './outcome.ts';

export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** Reads a JSON request body. The parser's own message quotes its input, so it is not passed on. */
export function readJsonBody(body: Uint8Array): JsonBody {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return {
      kind: 'malformed',
      problems: [{ field: '', message: 'the body is not JSON in UTF-8' }],
    };
  }
}
