import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type SealKey, sealKey } from '../../lambdas/core/record/seal.ts';
import {
  ExportVerifier,
  type Fault,
  type Verified,
} from '../../lambdas/core/record/verify-export.ts';
import { CommandError } from '../commands/running-gateway.ts';

/** Verifies an export file, line by line. @throws CommandError when a file cannot be read */
export async function verifyExport(
  file: string,
  publicKeys: readonly string[],
  range: { from?: string; to?: string },
): Promise<Verified | Fault> {
  const verifier = new ExportVerifier(await Promise.all(publicKeys.map(readKey)));
  for await (const line of linesOf(file)) {
    const fault = verifier.line(line);
    if (fault !== undefined) return fault;
  }
  return verifier.end(range);
}

async function readKey(file: string): Promise<SealKey> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`The public key ${file} cannot be read.`);
  });
  try {
    return sealKey(text);
  } catch {
    throw new CommandError(
      `${file} is not a public key of the ledger; "cordon ledger public-key" prints it.`,
    );
  }
}

/** Lines end at line feeds alone; Node's own reader of lines would also break a record at U+2028. */
async function* linesOf(file: string): AsyncGenerator<string, void> {
  const input = createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
  let rest = '';
  try {
    for await (const chunk of input) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError(`The export ${file} cannot be read (${code}).`);
  } finally {
    input.destroy();
  }
  if (rest !== '') yield rest;
}
