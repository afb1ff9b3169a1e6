import * as z from 'zod';

/** Seconds since the epoch as a number, or a time in ISO 8601. */
const now = z.union([z.number().nonnegative(), z.iso.datetime({ offset: true })]);

/** A request to check, as an engineer writes it down. */
const requestSchema = z.object({
  method: z.string().default('POST'),
  /** The public URL, with its query. */
  url: z.url({ protocol: /^https?$/ }).default('https://gateway.example/webhooks/source'),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  body: z.string().default(''),
  bodyEncoding: z.enum(['utf8', 'base64', 'latin1']).default('utf8'),
});

/** What may stand beside the request, in a line of many. */
const lineSchema = requestSchema.extend({
  id: z.union([z.string(), z.number()]).optional(),
  scheme: z.string().optional(),
  /** Tried where `scheme` names none. */
  vendor: z.string().optional(),
  secret: z.string().optional(),
  secrets: z.array(z.string()).optional(),
  publicKey: z.string().optional(),
  verifyToken: z.string().optional(),
  certPem: z.string().optional(),
  cert: z.string().optional(),
  topics: z.array(z.string()).optional(),
  allowedTopics: z.array(z.string()).optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  toleranceSeconds: z.number().positive().optional(),
  now: now.nullish(),
});
export type CheckedRequest = z.infer<typeof lineSchema>;

/** A sentence for the person at the terminal. Never holds content of the request, never a secret. */
export class CheckInputError extends Error {
  override readonly name = 'CheckInputError';
}

/**
 * @param where the file or line, for the words of an error
 * @throws CheckInputError
 */
export function readRequest(text: string, where: string): CheckedRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CheckInputError(`${where} is not JSON.`);
  }
  const parsed = lineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new CheckInputError(
    field === ''
      ? `${where} is not an object {method, url, headers, body, bodyEncoding}.`
      : `${where}: "${field.slice(0, 64)}" is of another type than it should be.`,
  );
}

/** A time given as seconds or ISO 8601; the fallback where there is none. */
export function timeOf(given: CheckedRequest['now'], fallback: Date): Date {
  if (given === undefined || given === null) return fallback;
  return typeof given === 'number' ? new Date(given * 1000) : new Date(given);
}
