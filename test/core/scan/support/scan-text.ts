import type { Segment } from '../../../../lambdas/core/scan/document.ts';
import type { ScanReport } from '../../../../lambdas/core/scan/finding.ts';
import { parsePayload } from '../../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../../lambdas/core/parse/parsed.ts';
import { scan } from '../../../../lambdas/core/scan/scan.ts';

/** A document of one text. */
export function scanText(text: string, careContext = false): ScanReport {
  const segment: Segment = { path: 'text', text, role: 'value' };
  return scan({ segments: [segment], careContext, unreadable: [] });
}

export function parseOrThrow(
  body: string | Uint8Array,
  contentType = 'application/json',
): ParsedPayload {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const result = parsePayload(bytes, contentType);
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

export function scanPayload(payload: ParsedPayload, careContext = false): ScanReport {
  const { segments, unreadable } = payload;
  return scan({ segments, unreadable, careContext });
}

/** Findings of a JSON value as `LABEL path text`, by which recogniser they were made aside. */
export function found(value: unknown): string[] {
  const payload = parseOrThrow(JSON.stringify(value));
  return scanPayload(payload).findings.map(({ label, path, segment, start, end }) => {
    const text = payload.segments[segment]?.text.slice(start, end) ?? '';
    return `${label} ${path} ${text}`;
  });
}
