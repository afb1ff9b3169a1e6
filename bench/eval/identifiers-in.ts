import { isIdentifierLabel } from '../../lambdas/core/scan/labels.ts';
import type { OperatingPoint } from '../../lambdas/core/scan/scan.ts';
import { scan } from '../../lambdas/scan/scan.ts';
import type { ScanFinding } from '../../lambdas/scan/types.ts';
import type { GoldDocument } from './score.ts';

/** The Safe Harbor identifiers that the scanner finds in a document of a corpus, sorted by start. */
export function identifiersIn(
  { text, contentType }: Pick<GoldDocument, 'text' | 'contentType'>,
  point: OperatingPoint,
): ScanFinding[] {
  const { findings } = scan(text, contentType === undefined ? { point } : { point, contentType });
  return findings.filter(({ label }) => isIdentifierLabel(label));
}
