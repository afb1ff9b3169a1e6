import type { ParsedPayload, Replacement } from '../parse/parsed.ts';
import { splice } from '../parse/splice.ts';
import type { Finding, ScanReport } from '../scan/finding.ts';
import { isIdentifierLabel, type IdentifierLabel } from '../scan/labels.ts';
import type { TokenMaker } from './tokens.ts';

/** One token and what it stands for. The value is PHI: it is sealed, never logged. */
export interface TokenBinding {
  readonly token: string;
  readonly value: string;
  readonly label: IdentifierLabel;
}

export interface Deidentified {
  /** The payload in its own format, with a token where each identifier was. */
  readonly bytes: Uint8Array;
  readonly tokens: readonly TokenBinding[];
}

/**
 * Removes identifiers from a payload, 45 CFR 164.514(b)(2)(i): each distinct value (same label, same
 * text) gets one token, wherever it stands. Health information stays: without identifiers it is
 * nobody's.
 *
 * What comes out may still hold something, which replacing brought to light: `deidentifyWhole` looks.
 *
 * @param report the scan of this very payload: its findings point into `payload.segments`
 * @param bindings of an earlier pass, which are added to
 */
export function deidentify(
  payload: ParsedPayload,
  report: ScanReport,
  makeToken: TokenMaker,
  bindings = new Map<string, TokenBinding>(),
): Deidentified {
  const replacements: Replacement[] = [];
  for (const { label, segment, start, end } of report.findings) {
    if (!isIdentifierLabel(label)) continue;
    const value = payload.segments[segment]?.text.slice(start, end) ?? '';
    const key = `${label} ${value}`;
    const binding = bindings.get(key) ?? { token: makeToken(label), value, label };
    bindings.set(key, binding);
    replacements.push({ segment, start, end, text: binding.token });
  }
  return { bytes: payload.rewrite(replacements), tokens: [...bindings.values()] };
}

/** A text with `[LABEL]` where its identifiers were. The findings are those of this text's segment. */
export function maskText(text: string, findings: readonly Finding[]): string {
  return splice(
    text,
    findings
      .filter(({ label }) => isIdentifierLabel(label))
      .map(({ label, start, end }) => ({ start, end, text: `[${label}]` })),
  );
}
