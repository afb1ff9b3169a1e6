import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { isIdentifierLabel } from '../../lambdas/core/scan/labels.ts';
import type { OperatingPoint } from '../../lambdas/core/scan/scan.ts';
import { scan, type ScanOptions } from '../../lambdas/scan/scan.ts';
import type { ScanResult } from '../../lambdas/scan/types.ts';

/** One line of input. Other members are passed over: a corpus has its own. */
const LINE = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  contentType: z.string().optional(),
  sourceIsCare: z.boolean().optional(),
});

/** UTF-16 code units in one line; longer ones are an error, so that memory stays bounded. */
const MAX_LINE = 16 * 1024 * 1024;

export interface JsonlOptions {
  readonly file: string;
  readonly point: OperatingPoint;
  readonly care: boolean;
}

/** A sentence for the person at the terminal. Never holds content of the input. */
export class JsonlError extends Error {
  override readonly name = 'JsonlError';
}

/**
 * Scans a document a line, `{id, text, contentType?, sourceIsCare?}`, and writes an answer a line:
 * `{id, class, spans: [{start, end, label, score, recognizer}], evidence, unreadable?}`. Streams: what is in
 * memory is one line, however long the input.
 *
 * @returns whether any document was PHI.
 * @throws JsonlError naming the line that is no such document; lines before it have been answered.
 */
export async function scanLines(
  { file, point, care }: JsonlOptions,
  stdin: AsyncIterable<Uint8Array> & NodeJS.ReadableStream,
  stdout: NodeJS.WritableStream,
): Promise<{ readonly phi: boolean; readonly unreadable: boolean }> {
  const input = file === '-' ? stdin : createReadStream(file);
  let phi = false;
  let unreadable = false;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const { id, text, contentType, sourceIsCare } = read(line, number);
    const facts: ScanOptions = { point, sourceIsCare: sourceIsCare ?? care };
    const result = scan(text, contentType === undefined ? facts : { ...facts, contentType });
    phi ||= result.class === 'phi';
    unreadable ||= result.unreadable.length > 0;
    if (!stdout.write(`${JSON.stringify({ id, ...answer(result) })}\n`))
      await once(stdout, 'drain');
  }
  return { phi, unreadable };
}

function read(line: string, number: number): z.infer<typeof LINE> {
  if (line.length > MAX_LINE) throw new JsonlError(`line ${String(number)} is too long.`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new JsonlError(`line ${String(number)} is not JSON.`);
  }
  const parsed = LINE.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new JsonlError(
    `line ${String(number)}: ${field === '' ? 'it is no object' : `"${field}" is missing or of another type`}.`,
  );
}

function answer({ class: kind, findings, unreadable }: ScanResult): object {
  const spans: object[] = [];
  const evidence: object[] = [];
  for (const { start, end, label, score, recogniser } of findings) {
    const span = { start, end, label, score, recognizer: recogniser };
    (isIdentifierLabel(label) ? spans : evidence).push(span);
  }
  return {
    class: kind,
    spans,
    evidence,
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
}
