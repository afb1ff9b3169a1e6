import * as z from 'zod';
import { PROBLEM_TYPE } from './problem-type.ts';

/** An answer to a request to Cordon's own API, from whoever gave it. */
interface ApiAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const acceptedSchema = z.object({ messageId: z.string().min(1) });
const problemSchema = z.object({ type: z.string().startsWith(PROBLEM_TYPE) });

/** Whether the API itself took a message: it says by which id. */
export function isAccepted({ status, contentType, body }: ApiAnswer): boolean {
  const isSuccess = status >= 200 && status < 300;
  return isSuccess && contentType === 'application/json' && holds(acceptedSchema, body);
}

/** Whether the API itself gave an error: problem details of its own (RFC 9457). */
export function isProblem({ contentType, body }: ApiAnswer): boolean {
  return contentType === 'application/problem+json' && holds(problemSchema, body);
}

function holds(schema: z.ZodType, body: string): boolean {
  try {
    return schema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
