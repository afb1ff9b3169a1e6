import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { MATRIX_FILE } from '../../core/decide/channel-matrix.ts';
import type { PolicySources } from '../../core/decide/policy.ts';
import { POLICY_LIMITS } from '../../core/decide/policy-limits.ts';
import { keepWasmCallsSafe } from './wasm-calls.ts';

/** Name of the schema's file in a policy directory. */
export const SCHEMA_FILE = 'schema.cedarschema';

const POLICY_FILE = /^[a-z0-9]+(?:-[a-z0-9]+)*\.cedar$/;
/** Entries of all kinds; a directory with more is not a policy directory. */
const MAX_ENTRIES = 1000;
/** UTF-8 needs at most three bytes for a UTF-16 code unit. */
const MAX_BYTES = POLICY_LIMITS.fileLength * 3;

/** The directory cannot be used as a policy. The message names the file, never its content. */
export class PolicyDirectoryError extends Error {
  override readonly name = 'PolicyDirectoryError';
}

/**
 * Reads `schema.cedarschema`, `channel-matrix.yaml` and every `*.cedar` file directly in a directory. Other entries are
 * ignored. A `.cedar` entry that is not a plain file of acceptable name and size is an error and is not
 * passed over: a rule that forbids something must not vanish with its file.
 *
 * @throws PolicyDirectoryError
 */
export async function readPolicyDirectory(directory: string): Promise<PolicySources> {
  // Whoever evaluates a policy reads it here first, so nobody can forget the precaution.
  keepWasmCallsSafe();
  const names = await list(directory);
  const policies: Record<string, string> = {};
  for (const name of names) policies[name] = await readText(directory, name);
  const schema = await readText(directory, SCHEMA_FILE);
  return { schema, policies, matrix: await readText(directory, MATRIX_FILE) };
}

async function list(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => {
    throw new PolicyDirectoryError('the policy directory does not exist or cannot be read');
  });
  if (entries.length > MAX_ENTRIES) {
    throw new PolicyDirectoryError(`the policy directory has more than ${MAX_ENTRIES} entries`);
  }
  const policies = entries.filter(({ name }) => name.toLowerCase().endsWith('.cedar'));
  if (policies.length > POLICY_LIMITS.files) {
    throw new PolicyDirectoryError(`there are more than ${POLICY_LIMITS.files} policy files`);
  }
  const odd = policies.find((entry) => !entry.isFile() || !POLICY_FILE.test(entry.name));
  if (odd !== undefined) {
    throw new PolicyDirectoryError(
      `${odd.name}: a policy is a plain file, no link, named in lower-case words joined by hyphens`,
    );
  }
  return policies.map(({ name }) => name).sort();
}

async function readText(directory: string, name: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path.join(directory, name), flags).catch(() => {
    throw new PolicyDirectoryError(`${name} is missing, a link, or cannot be read`);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new PolicyDirectoryError(`${name} is not a plain file`);
    if (stats.size > MAX_BYTES) throw new PolicyDirectoryError(`${name} is too large`);
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
      if (length > MAX_BYTES) throw new PolicyDirectoryError(`${name} is too large`);
    }
    return decode(name, buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PolicyDirectoryError(`${name} is not UTF-8 text`);
  }
}
