import type { RefusedReason } from '../../lambdas/core/protect/replace-all.ts';

/** A sentence for the person at the terminal. Never holds content of a file. */
export class CommandInputError extends Error {
  override readonly name = 'CommandInputError';
}

/** Why a file has no output. */
export type FileProblem =
  | RefusedReason
  | 'cannot_be_rewritten'
  | 'link'
  | 'not_a_file'
  | 'no_permission'
  | 'unreadable_file'
  | 'output_exists'
  | 'output_is_an_input'
  | 'cannot_write'
  | 'failed';

export const PROBLEMS: Readonly<Record<FileProblem, string>> = {
  unsupported_format: 'has a format that cannot be read',
  encrypted: 'is encrypted',
  encoded_content: 'encloses something that cannot be read',
  malformed: 'is not well-formed',
  invalid_encoding: 'is not UTF-8 text',
  too_deep: 'is nested too deeply',
  too_many_segments: 'has too many values',
  too_many_parts: 'has too many parts',
  expands_too_much: 'expands to too much',
  too_large: 'is too large',
  unreadable_part: 'has a part that cannot be read',
  not_clean: 'still has something in it that looks like an identifier',
  cannot_be_rewritten: 'cannot be rewritten in its format',
  link: 'is a link, which is not followed',
  not_a_file: 'is not a file',
  no_permission: 'cannot be read: permission denied',
  unreadable_file: 'cannot be read',
  output_exists: 'has an output file already; --force replaces it',
  output_is_an_input: 'would be written over an input file',
  cannot_write: 'has an output that cannot be written',
  failed: 'could not be scanned',
};

/** What a system error about a path means. */
export function whyUnread(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} cannot be read: permission denied.`;
  return `${path} cannot be read.`;
}

export function problemOfRead(error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM' ? 'no_permission' : 'unreadable_file';
}
