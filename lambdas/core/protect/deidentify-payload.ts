import { parsePayload } from '../parse/parse.ts';
import type { ParsedPayload } from '../parse/parsed.ts';
import type { FindingCounts, ScanReport } from '../scan/finding.ts';
import { scan } from '../scan/scan.ts';
import { Replacer, type DeidentifyRules } from './replacer.ts';
import { replaceAll, type RefusedReason } from './replace-all.ts';

export type DeidentifyResult =
  | {
      readonly kind: 'deidentified';
      /** Valid in the payload's own format. */
      readonly bytes: Uint8Array;
      readonly format: string;
      /** What was found in the payload as it came. */
      readonly report: ScanReport;
      /** How many stretches were replaced, by label. */
      readonly replaced: FindingCounts;
    }
  | { readonly kind: 'refused'; readonly reason: RefusedReason };

/**
 * Replaces the identifiers of a payload and scans what comes out, until nothing is found in it. Fails closed:
 * a payload with a part that cannot be read has no output, and neither has one in which something is still
 * found after the last pass. Surrogates look like what they stand for and are found again; they alone are let be.
 */
export function deidentifyPayload(
  bytes: Uint8Array,
  contentType: string,
  rules: DeidentifyRules,
): DeidentifyResult {
  /** As it came. */
  let format = '';
  const result = replaceAll(bytes, new Replacer(rules), (current) => {
    const read = readAll(current, contentType, rules.careContext);
    if (typeof read === 'string') return read;
    const { payload, report } = read;
    format ||= payload.format;
    return { ...payload, report, rewrite: (replacements) => payload.rewrite(replacements) };
  });
  if (result.kind === 'refused') return result;
  const { current, report, replaced } = result;
  return { kind: 'deidentified', bytes: current, format, report, replaced };
}

function readAll(
  bytes: Uint8Array,
  contentType: string,
  careContext: boolean,
): RefusedReason | { readonly payload: ParsedPayload; readonly report: ScanReport } {
  const parsed = parsePayload(bytes, contentType);
  if (parsed.kind === 'unreadable') return parsed.reason;
  const { payload } = parsed;
  const { segments, unreadable } = payload;
  const report = scan({ segments, unreadable, careContext });
  return report.unreadable.length > 0 ? 'unreadable_part' : { payload, report };
}
