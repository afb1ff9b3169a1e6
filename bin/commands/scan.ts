import { createReadStream } from 'node:fs';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { EXTRACT_LIMITS, type FileContent } from '../../lambdas/core/extract/content.ts';
import { fileKind } from '../../lambdas/core/extract/file-kind.ts';
import { parsePayload } from '../../lambdas/core/parse/parse.ts';
import {
  DEFAULT_PARSE_LIMITS,
  type ParsedPayload,
  type UnreadableReason,
} from '../../lambdas/core/parse/parsed.ts';
import { withFiles } from '../../lambdas/core/parse/with-files.ts';
import { deidentify } from '../../lambdas/core/protect/deidentify.ts';
import { countFindings, type ScanReport } from '../../lambdas/core/scan/finding.ts';
import { scan, type OperatingPoint } from '../../lambdas/core/scan/scan.ts';
import type { SecondOpinionName } from '../../lambdas/core/vocabulary.ts';
import { askComprehendMedical, secondOpinionOption } from './second-opinion.ts';
import { JsonlError, scanLines } from './scan-jsonl.ts';

export interface ScanOptions {
  readonly json?: boolean;
  readonly deidentify?: boolean;
  readonly care?: boolean;
  readonly type?: string;
  readonly jsonl?: boolean;
  readonly point?: OperatingPoint;
  readonly secondOpinion?: SecondOpinionName;
}

/** What the command reads from and writes to. */
export interface ScanIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
}

/** Exit codes: `clean` for none, identifier and health; `phi`; everything that could not be scanned is an error. */
export const SCAN_EXIT = { clean: 0, error: 1, phi: 2 } as const;

/** A sentence for the person at the terminal. Never holds content of the file. */
class ScanInputError extends Error {
  override readonly name = 'ScanInputError';
}

/** `cordon scan FILE|-`: what a payload holds, by position and kind, never by value. */
export function scanCommand(): Command {
  return new Command('scan')
    .description('find identifiers and health information in a payload, a document or a picture')
    .argument('<file>', 'file to scan, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--deidentify', 'print the payload with [LABEL] in place of each identifier')
    .option('--care', 'the source by its nature means care: any identifier in it is PHI')
    .option('--type <media-type>', 'media type; default by file name and content')
    .addHelpText(
      'after',
      '\nExit code: 0 no PHI found, 2 PHI found, 1 the payload or a part of it could not be scanned.',
    )
    .option(
      '--jsonl',
      'scan a document a line, {id, text, contentType?, sourceIsCare?}; answer a line each',
    )
    .addOption(secondOpinionOption())
    .addOption(
      new Option('--point <point>', 'strict for deciding, balanced for fewer false alarms')
        .choices(['strict', 'balanced'])
        .default('strict'),
    )
    .action(async (file: string, options: ScanOptions) => {
      if (options.jsonl === true) {
        process.exitCode = await runJsonl(file, options);
        return;
      }
      process.exitCode = await runScan(file, options, {
        stdin: process.stdin,
        stdout: (text) => process.stdout.write(text),
        stderr: (text) => process.stderr.write(text),
      });
    });
}

async function runJsonl(file: string, options: ScanOptions): Promise<number> {
  const { point = 'strict', care = false, secondOpinion = 'none' } = options;
  if (secondOpinion !== 'none') {
    process.stderr.write('cordon scan: --second-opinion takes one document, not --jsonl.\n');
    return SCAN_EXIT.error;
  }
  try {
    const { phi, unreadable } = await scanLines(
      { file, point, care },
      process.stdin,
      process.stdout,
    );
    if (phi) return SCAN_EXIT.phi;
    return unreadable ? SCAN_EXIT.error : SCAN_EXIT.clean;
  } catch (error) {
    const why = error instanceof JsonlError ? `${describe(file)}, ${error.message}` : undefined;
    process.stderr.write(`cordon scan: ${why ?? whyUnread(file, error)}\n`);
    return SCAN_EXIT.error;
  }
}

/** The command without its process: returns the exit code. */
export async function runScan(file: string, options: ScanOptions, io: ScanIo): Promise<number> {
  let content: ParsedPayload | FileContent;
  try {
    content = await readContent(file, options, io.stdin);
  } catch (error) {
    if (!(error instanceof ScanInputError)) throw error;
    io.stderr(`cordon scan: ${error.message}\n`);
    return SCAN_EXIT.error;
  }
  const { segments, unreadable } = content;
  const document = { segments, unreadable, careContext: options.care === true };
  let isWhole = true;
  let report = scan(document, options.point === undefined ? {} : { point: options.point });
  if (options.secondOpinion === 'comprehend-medical') {
    const second = await askComprehendMedical(document, report);
    ({ report } = second);
    if (second.failure !== undefined) {
      isWhole = false;
      io.stderr(`cordon scan: the second opinion is missing or not whole (${second.failure}).\n`);
    }
  }
  if (options.deidentify === true && 'rewrite' in content) {
    io.stdout(deidentify(content, report, (label) => `[${label}]`).bytes);
  } else {
    io.stdout(options.json === true ? asJson(file, report) : asTable(report));
  }
  if (report.classification === 'phi') return SCAN_EXIT.phi;
  // Who asks for two opinions and gets one has not got what makes it clean.
  if (report.unreadable.length === 0) return isWhole ? SCAN_EXIT.clean : SCAN_EXIT.error;
  io.stderr(
    'cordon scan: a part of the payload could not be read, so it cannot be called clean.\n',
  );
  return SCAN_EXIT.error;
}

/** Text is parsed here; files of other kinds are read by who knows them, which is loaded only then. */
async function readContent(
  file: string,
  options: ScanOptions,
  stdin: AsyncIterable<Uint8Array>,
): Promise<ParsedPayload | FileContent> {
  const bytes = await readInput(file, stdin);
  if (fileKind(bytes) === undefined) {
    const payload = parse(bytes, options.type ?? mediaTypeOf(file), file);
    // What is masked is written into the payload, and cannot be into a file in it.
    if (options.deidentify === true || payload.files.length === 0) return payload;
    const { readDocuments } = await import('./read-document.ts');
    return withFiles(payload, await readDocuments(payload.files.map((inside) => inside.bytes)));
  }
  if (options.deidentify === true) {
    throw new ScanInputError(
      `${describe(file)} is not text, so it cannot be printed with what was found masked.`,
    );
  }
  const { readDocuments } = await import('./read-document.ts');
  const [content] = await readDocuments([bytes]);
  return content ?? { segments: [], unreadable: [{ path: '', reason: 'reader_failed' }] };
}

function mediaTypeOf(file: string): string {
  // Plain text that is a JSON object or array is read as JSON, so standard input needs no option.
  return /\.json$/i.test(file) ? 'application/json' : 'text/plain';
}

async function readInput(file: string, stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  let { maxBytes } = DEFAULT_PARSE_LIMITS;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of file === '-' ? stdin : readFileChunks(file)) {
      if (length === 0 && fileKind(chunk) !== undefined) ({ maxBytes } = EXTRACT_LIMITS);
      length += chunk.byteLength;
      if (length > maxBytes) {
        throw new ScanInputError(
          `${describe(file)} is larger than ${String(maxBytes / 1024 / 1024)} MiB, the most that is scanned.`,
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ScanInputError ? error : new ScanInputError(whyUnread(file, error));
  }
  return Buffer.concat(chunks);
}

function readFileChunks(file: string): AsyncIterable<Uint8Array> {
  return createReadStream(file);
}

function describe(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function whyUnread(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `${describe(file)} does not exist.`;
  if (code === 'EISDIR') return `${describe(file)} is a directory; name a file.`;
  if (code === 'EACCES' || code === 'EPERM')
    return `${describe(file)} cannot be read: permission denied.`;
  return `${describe(file)} cannot be read.`;
}

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  unsupported_format: 'has a media type that cannot be scanned',
  encrypted: 'is encrypted',
  encoded_content: 'encloses something that cannot be read',
  malformed: 'is not well-formed',
  invalid_encoding: 'is not UTF-8 text',
  too_deep: 'is nested too deeply',
  too_many_segments: 'has too many values',
  too_many_parts: 'has too many parts',
  expands_too_much: 'expands to too much',
  too_large: 'is too large',
};

function parse(bytes: Uint8Array, type: string, file: string): ParsedPayload {
  const result = parsePayload(bytes, type);
  if (result.kind === 'parsed') return result.payload;
  throw new ScanInputError(`${describe(file)} ${REASONS[result.reason]}, so it was not scanned.`);
}

function asJson(file: string, report: ScanReport): string {
  const { classification, findings, unreadable, scannerVersion } = report;
  return `${JSON.stringify({ file, classification, findings, unreadable, scannerVersion })}\n`;
}

function asTable(report: ScanReport): string {
  const lines: string[] = [];
  if (report.findings.length > 0) {
    const table = new Table({
      head: ['label', 'path', 'position', 'recogniser', 'score'],
      style: { head: [], border: [] },
    });
    for (const { label, path, start, end, recogniser, score } of report.findings) {
      table.push([label, path, `${String(start)}-${String(end)}`, recogniser, score.toFixed(2)]);
    }
    lines.push(table.toString());
  }
  for (const { path, reason } of report.unreadable) {
    lines.push(`unreadable: ${path === '' ? 'the file' : path} (${reason})`);
  }
  const counts = Object.entries(countFindings(report.findings))
    .map(([label, count]) => `${label} ${String(count)}`)
    .join(', ');
  lines.push(`classification: ${report.classification}`, `found: ${counts || 'nothing'}`);
  return `${lines.join('\n')}\n`;
}
