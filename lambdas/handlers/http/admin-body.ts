import type { Context } from 'hono';
import type * as z from 'zod';
import { problemsOf } from '../../core/send/parse-problems.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** Bytes of one request of an officer, an import included. Lambda takes no more than 6 MB. */
export const MAX_ADMIN_BYTES = 5 * 1024 * 1024;

/** A JSON body by its schema, or the answer that says what is wrong with it. */
export async function readAdminBody<T>(c: Context, schema: z.ZodType<T>): Promise<T | Response> {
  const bytes = await readBody(c.req.raw, MAX_ADMIN_BYTES);
  if (bytes === 'too_large') {
    return problem(413, 'too-large', 'The request is too large', {
      detail: `The limit is ${String(MAX_ADMIN_BYTES)} bytes; import in parts.`,
    });
  }
  const parsed = schema.safeParse(parse(bytes));
  if (parsed.success) return parsed.data;
  const errors = problemsOf(parsed.error, schema).map(({ field, message }) => ({
    field,
    reason: message,
  }));
  return problem(400, 'malformed-request', 'The request is malformed', { errors });
}

/** The reason as it came in; what is no text is none, and is refused as such. */
export function whyOf(why: unknown): string {
  return typeof why === 'string' ? why : '';
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's message quotes its input; undefined fails the schema.
    return undefined;
  }
}
