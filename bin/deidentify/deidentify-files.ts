import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileKind } from '../../lambdas/core/extract/file-kind.ts';
import { randomId } from '../../lambdas/core/message/ids.ts';
import { EXTRACT_LIMITS } from '../../lambdas/core/extract/content.ts';
import { deidentifyDocument } from '../../lambdas/core/protect/deidentify-document.ts';
import {
  deidentifyPayload,
  type DeidentifyResult,
} from '../../lambdas/core/protect/deidentify-payload.ts';
import type { DeidentifyRules } from '../../lambdas/core/protect/replacer.ts';
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
export async function deidentifyFile(
  { path, target, refused }: InputFile,
  outputs: OutputSink,
  rules: RunRules,
  type: string | undefined,
): Promise<FileReport> {
  const inName = identifiersInName(target);
  const none = (reason: FileProblem, unreadable?: readonly string[]): FileReport => ({
    file: path,
    status: 'refused',
    reason,
    ...(unreadable !== undefined && { unreadable }),
    inName,
  });
  if (refused !== undefined) return none(refused);
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > EXTRACT_LIMITS.maxBytes) return none('too_large');
    bytes = readFileSync(path);
  } catch (error) {
    return none(problemOfRead(error));
  }
  const result = await deidentifyBytes(bytes, type ?? mediaTypeOfName(path), rules);
  if (result.kind !== 'deidentified') return none(result.reason, result.unreadable);
  // A text is not called by what it is no more.
  const name = result.isText === true ? `${target}.txt` : target;
  const { problem, ...written } = outputs.write(name, result.bytes);
  return problem === undefined ? { ...reportOf(path, result), ...written, inName } : none(problem);
}

interface Deidentified extends Extract<DeidentifyResult, { kind: 'deidentified' }> {
  /** What a document says, as text: it could not be written in its own format. */
  readonly isText?: true;
}

interface Refused {
  readonly kind: 'refused';
  readonly reason: FileProblem;
  /** Why parts of a document could not be read. */
  readonly unreadable?: readonly string[];
}

/**
 * Each payload has tokens of its own. Errors may quote what was read, so none gets out.
 *
 * @param mediaType undefined for a name of which files are not read as text
 */
export async function deidentifyBytes(
  bytes: Uint8Array,
  mediaType: string | undefined,
  rules: RunRules,
): Promise<Deidentified | Refused> {
  const own = { ...rules, makeToken: createTokenMaker(randomId(random)) };
  try {
    // What it really is, whatever it is called.
    const format = fileKind(bytes);
    if (format !== undefined) return await deidentifyAsText(bytes, format, own);
    if (mediaType === undefined) return { kind: 'refused', reason: 'cannot_be_rewritten' };
    return deidentifyPayload(bytes, mediaType, own);
  } catch {
    return { kind: 'refused', reason: 'failed' };
  }
}

/** Documents and pictures are read by who knows them, which is loaded only then. */
async function deidentifyAsText(
  bytes: Uint8Array,
  format: string,
  rules: DeidentifyRules,
): Promise<Deidentified | Refused> {
  const { readDocuments } = await import('../commands/read-document.ts');
  const [content] = await readDocuments([bytes]);
  if (content === undefined) return { kind: 'refused', reason: 'failed' };
  const result = deidentifyDocument(content, rules);
  if (result.kind === 'refused') {
    const unreadable = [...new Set(content.unreadable.map(({ reason }) => reason))];
    return { ...result, ...(unreadable.length > 0 && { unreadable }) };
  }
  return { ...result, bytes: Buffer.from(result.text), format, isText: true };
}

export function reportOf(
  file: string,
  { format, report, replaced, isText }: Deidentified,
): Omit<FileReport, 'inName'> {
  return {
    file,
    status: 'deidentified',
    format,
    ...(isText === true && { writtenAs: 'text' }),
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
