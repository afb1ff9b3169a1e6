import * as z from 'zod';
import { decisionRecordSchema } from '../../lambdas/adapters/aws/shared/decision-record-schema.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { CommandError, readRunningGateway } from '../commands/running-gateway.ts';
import { callGateway } from './call.ts';

interface Answer {
  readonly decisions: readonly DecisionRecord[];
  /** There are older ones that the limit left out. */
  readonly more: boolean;
}
const answerSchema: z.ZodType<Answer> = z.object({
  decisions: z.array(decisionRecordSchema),
  more: z.boolean(),
});
const problemSchema = z.object({
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});

/** A gateway with a key that may read its ledger. */
export interface AuditedGateway {
  readonly url: string;
  readonly key: string;
}

/** The gateway that a command's options name. @throws CommandError */
export async function findGateway(given: {
  readonly data: string;
  readonly url?: string;
}): Promise<AuditedGateway> {
  if (given.url !== undefined) {
    // Both may read; the lesser one is enough.
    const key = process.env['CORDON_AUDIT_KEY'] ?? process.env['CORDON_OFFICER_KEY'];
    if (key === undefined) {
      throw new CommandError('With --url, set CORDON_AUDIT_KEY or CORDON_OFFICER_KEY.');
    }
    return { url: given.url.replace(/\/$/, ''), key };
  }
  const { url, credentials } = await readRunningGateway(given.data);
  return { url, key: credentials.auditKey };
}

/**
 * One page of decisions, newest first.
 *
 * @param filters query parameters of `GET /v1/decisions`; absent ones are left out.
 * @throws CommandError
 */
export async function fetchDecisions(
  { url, key }: AuditedGateway,
  filters: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined) query.set(name, value);
  }
  const where = `${url}/v1/decisions?${query.toString()}`;
  const response = await callGateway(where, key, { timeoutMs: 30_000 }).catch((error: unknown) => {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`Nothing answers at ${url}; is the gateway running?`);
  });
  if (response.status === 401)
    throw new CommandError(`The gateway at ${url} does not know this audit key.`);
  if (response.status === 400) {
    const { errors } = await readAnswer(response, problemSchema, url);
    const what = errors.map(({ field, message: said }) =>
      field === '' ? said : `--${field.slice(1)} ${said}`,
    );
    throw new CommandError(`The gateway cannot answer the question: ${what.join('; ')}`);
  }
  if (!response.ok) {
    throw new CommandError(`The gateway answered ${String(response.status)}; try again.`);
  }
  return await readAnswer(response, answerSchema, url);
}

const PAGE = 1000;

/**
 * Every decision that the filters name, newest first, page by page. Two of the same millisecond may stand
 * on both sides of a page's end, so pages overlap by one and nothing is given twice.
 *
 * @throws CommandError
 */
export async function* allDecisions(
  gateway: AuditedGateway,
  filters: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<DecisionRecord> {
  let until = filters['until'];
  let seen = new Set<string>();
  for (;;) {
    const page = await fetchDecisions(gateway, { ...filters, until, limit: String(PAGE) });
    const fresh = page.decisions.filter(({ decisionId }) => !seen.has(decisionId));
    yield* fresh;
    const oldest = page.decisions.at(-1);
    if (!page.more || oldest === undefined) return;
    if (fresh.length === 0) {
      throw new CommandError(`More than ${String(PAGE)} decisions fell into one millisecond.`);
    }
    until = new Date(Date.parse(oldest.decidedAt) + 1).toISOString();
    seen = new Set(page.decisions.map(({ decisionId }) => decisionId));
  }
}

/** Another server may answer at the address; what it says is not repeated. @throws CommandError */
async function readAnswer<T>(response: Response, schema: z.ZodType<T>, url: string): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  const answer = schema.safeParse(body);
  if (!answer.success) {
    throw new CommandError(`What answers at ${url} is not a Cordon gateway of this version.`);
  }
  return answer.data;
}
