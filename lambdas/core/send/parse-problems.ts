import type { z } from 'zod';
import type { Problem } from './outcome.ts';

const MAX_PROBLEMS = 20;

/**
 * A schema's complaints as field and static sentence. The library's own messages are not used: some quote
 * the value, or the names of members that the caller made up.
 *
 * @param openMaps pointers of members whose keys are the caller's own (headers, metadata): below them the
 *   path stops
 */
export function problemsOf(
  error: z.ZodError,
  openMaps: readonly string[] = [],
): readonly Problem[] {
  return error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    field: pointer(issue.path, openMaps),
    message: sentence(issue),
  }));
}

function pointer(path: readonly PropertyKey[], openMaps: readonly string[]): string {
  let text = '';
  for (const part of path) {
    if (openMaps.includes(text)) return `${text}/*`;
    text += `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return text;
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // The library says "received undefined" for a member that is not there; only its type is quoted.
      return issue.message.endsWith('received undefined')
        ? `is required (${issue.expected})`
        : `must be of type ${issue.expected}`;
    case 'unrecognized_keys':
      return 'has members that are not known here';
    case 'too_small':
      return `must have at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must have at most ${String(issue.maximum)}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      // Patterns are ours and carry a sentence of ours.
      return issue.format === 'regex' ? issue.message : `is not valid ${issue.format}`;
    case 'invalid_union':
    case 'custom':
      // Written in this code base, and static.
      return issue.message;
    default:
      return 'is not valid';
  }
}
