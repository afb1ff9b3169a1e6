import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileKind } from '../../lambdas/core/extract/file-kind.ts';
import { randomId } from '../../lambdas/core/message/ids.ts';
import { DEFAULT_PARSE_LIMITS } from '../../lambdas/core/parse/parsed.ts';
import {
  deidentifyPayload,
  type DeidentifyResult,
  type DeidentifyRules,
} from '../../lambdas/core/protect/deidentify-payload.ts';
import { createTokenMaker } from '../../lambdas/core/protect/tokens.ts';
import { IDENTIFYING_SCORE } from '../../lambdas/core/scan/classify.ts';
import { countFindings } from '../../lambdas/core/scan/finding.ts';
import { isIdentifierLabel } from '../../lambdas/core/scan/labels.ts';
import { scan } from '../../lambdas/core/scan/scan.ts';
import type { InputFile } from './inputs.ts';
import { mediaTypeOfName } from './media-types.ts';
import type { OutputSink } from './outputs.ts';
import { problemOfRead, type FileProblem } from './problems.ts';
import type { FileReport } from './report.ts';

/** The rules of a run: those of a payload without its own tokens. */
export type RunRules = Omit<DeidentifyRules, 'makeToken'>;

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

/** Reads one file, replaces its identifiers and writes it. Whatever goes wrong, there is no output. */
export function deidentifyFile(
  { path, target, refused }: InputFile,
  outputs: OutputSink,
  rules: RunRules,
  type: string | undefined,
): FileReport {
  const inName = identifiersInName(target);
  const none = (reason: FileProblem): FileReport => ({
    file: path,
    status: 'refused',
    reason,
    inName,
  });
  if (refused !== undefined) return none(refused);
  const mediaType = type ?? mediaTypeOfName(path);
  if (mediaType === undefined) return none('cannot_be_rewritten');
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > DEFAULT_PARSE_LIMITS.maxBytes) return none('too_large');
    bytes = readFileSync(path);
  } catch (error) {
    return none(problemOfRead(error));
  }
  const result = deidentifyBytes(bytes, mediaType, rules);
  if (result.kind !== 'deidentified') return none(result.reason);
  const { problem, ...written } = outputs.write(target, result.bytes);
  return problem === undefined ? { ...reportOf(path, result), ...written, inName } : none(problem);
}

type Deidentified = Extract<DeidentifyResult, { kind: 'deidentified' }>;

/** Each payload has tokens of its own. Errors may quote what was read, so none gets out. */
export function deidentifyBytes(
  bytes: Uint8Array,
  mediaType: string,
  rules: RunRules,
): Deidentified | { readonly kind: 'refused'; readonly reason: FileProblem } {
  // What it really is, whatever it is called.
  if (fileKind(bytes) !== undefined) return { kind: 'refused', reason: 'cannot_be_rewritten' };
  try {
    const makeToken = createTokenMaker(randomId(random));
    return deidentifyPayload(bytes, mediaType, { ...rules, makeToken });
  } catch {
    return { kind: 'refused', reason: 'failed' };
  }
}

export function reportOf(
  file: string,
  { format, report, replaced }: Deidentified,
): Omit<FileReport, 'inName'> {
  return {
    file,
    status: 'deidentified',
    format,
    classification: report.classification,
    found: countFindings(report.findings),
    replaced,
  };
}

/** Names are words with something between them: `jane_roe-mrn-5518820.json`. */
function identifiersInName(target: string): number {
  const name = join(target).replace(/\.[A-Za-z0-9]{1,8}$/, '');
  const spaced = name.replace(/[_/\\]+|-(?!\d)|(?<!\d)-/g, ' ');
  const counts = [basename(name), spaced].map((text) => {
    const segment = { path: 'name', text, role: 'value' } as const;
    const { findings } = scan({ segments: [segment], unreadable: [], careContext: false });
    return findings.filter(
      ({ label, score }) => isIdentifierLabel(label) && score >= IDENTIFYING_SCORE,
    ).length;
  });
  return Math.max(...counts);
}
