import { isIdentifierLabel } from '../../../../lambdas/core/scan/labels.ts';
import { parseOrThrow, scanPayload } from '../support/scan-text.ts';

/** Identifiers as `LABEL path text`, sorted by their place. */
export function identifiersIn(body: string, contentType = 'text/plain'): string[] {
  const payload = parseOrThrow(body, contentType);
  return scanPayload(payload)
    .findings.filter(({ label }) => isIdentifierLabel(label))
    .map(({ label, path, segment, start, end }) => {
      const text = payload.segments[segment]?.text.slice(start, end) ?? '';
      return `${label} ${path} ${text}`;
    });
}

/** The body as it was sent, with every identifier in it blanked out. */
export function withoutIdentifiers(body: string, contentType = 'text/plain'): string {
  const payload = parseOrThrow(body, contentType);
  const letters = body.split('');
  for (const { label, segment, start, end } of scanPayload(payload).findings) {
    if (isIdentifierLabel(label)) letters.fill('.', ...payload.locate(segment, start, end));
  }
  return letters.join('');
}
