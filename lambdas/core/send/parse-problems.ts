import type * as z from 'zod';
import { $ZodObject, $ZodType, type $ZodIssue } from 'zod/v4/core';
import type { Problem } from './outcome.ts';

const MAX_PROBLEMS = 20;

/**
 * A schema's complaints as field and static sentence. The library's own messages are not used: some quote
 * the value, or the names of members that the caller made up. For the same reason a path shows positions
 * and names that stand in the schema, and a star for any other name.
 */
export function problemsOf(error: z.ZodError, schema: $ZodType): readonly Problem[] {
  const known = memberNames(schema);
  return error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    field: pointer(issue.path, known),
    message: sentence(issue),
  }));
}

function pointer(path: readonly PropertyKey[], known: ReadonlySet<string>): string {
  return path
    .map((part) => (typeof part === 'number' || known.has(String(part)) ? String(part) : '*'))
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

const namesBySchema = new WeakMap<$ZodType, ReadonlySet<string>>();

/** Names of the members that a schema describes, at any depth. */
function memberNames(schema: $ZodType): ReadonlySet<string> {
  const cached = namesBySchema.get(schema);
  if (cached !== undefined) return cached;
  const names = new Set<string>();
  collectNames(schema, names);
  namesBySchema.set(schema, names);
  return names;
}

function collectNames(node: unknown, names: Set<string>): void {
  if (node instanceof $ZodObject) {
    const { shape } = node._zod.def;
    Object.keys(shape).forEach((name) => names.add(name));
    Object.values(shape).forEach((member) => collectNames(member, names));
  } else if (Array.isArray(node)) {
    node.forEach((member) => collectNames(member, names));
  } else if (node instanceof $ZodType) {
    // What a schema is made of stands in its definition: element, options, inner type, value type.
    Object.values(node._zod.def).forEach((part) => {
      if (part instanceof $ZodType || Array.isArray(part)) collectNames(part, names);
    });
  }
}

/** Every message that is not the library's own was written in this code base, and is static. */
const OWN_MESSAGE = /^(?!Invalid |Too (?:small|big)|Unrecognized )/;

function sentence(issue: $ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'has members that are not known here';
    case 'invalid_type':
      if (OWN_MESSAGE.test(issue.message)) return issue.message;
      // The library says "received undefined" for a member that is not there; only its type is quoted.
      return issue.message.endsWith('received undefined')
        ? `is required (${issue.expected})`
        : `must be of type ${issue.expected}`;
    case 'too_small':
      return `must ${unit(issue.origin, 'least', issue.minimum)}`;
    case 'too_big':
      return `must ${unit(issue.origin, 'most', issue.maximum)}`;
    case 'invalid_value':
      return OWN_MESSAGE.test(issue.message)
        ? issue.message
        : `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return OWN_MESSAGE.test(issue.message) ? issue.message : `is not valid ${issue.format}`;
    case 'invalid_union':
    case 'custom':
      return OWN_MESSAGE.test(issue.message) ? issue.message : 'is not valid';
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return 'is not valid';
  }
}

function unit(origin: string, bound: 'least' | 'most', limit: number | bigint): string {
  const at = `at ${bound} ${String(limit)}`;
  switch (origin) {
    case 'string':
      return `have ${at} characters`;
    case 'array':
      return `have ${at} entries`;
    default:
      return `be ${at}`;
  }
}
