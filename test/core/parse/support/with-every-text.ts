import type { ParsedPayload } from '../../../../lambdas/core/parse/parsed.ts';

/** A payload with the same text in place of every one it has, keys and values alike. */
export function withEveryText(payload: ParsedPayload, text: string): Uint8Array {
  return payload.rewrite(
    payload.segments.map(({ text: { length: end } }, segment) => ({
      segment,
      start: 0,
      end,
      text,
    })),
  );
}
