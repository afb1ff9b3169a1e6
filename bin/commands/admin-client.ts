import * as z from 'zod';
import { callGateway } from '../gateway/call.ts';
import { CommandError, readRunningGateway } from './running-gateway.ts';

/** Where to ask, as every command that asks a gateway takes it. */
export interface GatewayOptions {
  readonly url?: string;
  readonly data: string;
}

export interface AdminGateway {
  readonly url: string;
  readonly key: string;
}

/** One complaint of the gateway about what it was given. */
export interface AdminProblem {
  readonly field: string;
  readonly reason: string;
  /** Of an import: which entry, from 0. */
  readonly index?: number | undefined;
  /** Of an import of people: which line, from 1. */
  readonly line?: number | undefined;
}

/** The gateway refused; nothing was changed. */
export class AdminRefusal extends CommandError {
  readonly problems: readonly AdminProblem[];

  constructor(message: string, problems: readonly AdminProblem[]) {
    super(message);
    this.problems = problems;
  }
}

/**
 * The running development gateway with its officer key, or the one at `--url` with a key from the environment.
 *
 * @param reads an audit key will do, too
 * @throws CommandError
 */
export async function findAdminGateway(
  { url, data }: GatewayOptions,
  reads: boolean,
): Promise<AdminGateway> {
  if (url !== undefined) {
    const { CORDON_OFFICER_KEY: officer, CORDON_AUDIT_KEY: audit } = process.env;
    const key = officer ?? (reads ? audit : undefined);
    if (key === undefined) {
      const keys = reads ? 'CORDON_OFFICER_KEY or CORDON_AUDIT_KEY' : 'CORDON_OFFICER_KEY';
      throw new CommandError(`With --url, set ${keys}.`);
    }
    return { url: url.replace(/\/$/, ''), key };
  }
  const running = await readRunningGateway(data);
  return { url: running.url, key: running.credentials.officerKey };
}

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z
    .array(
      z.object({
        field: z.string(),
        reason: z.string(),
        index: z.number().optional(),
        line: z.number().optional(),
      }),
    )
    .optional(),
});

/** @throws CommandError; AdminRefusal when the gateway says which field is at fault */
export async function callAdmin<T>(
  gateway: AdminGateway,
  request: {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    /** What the path is under. */
    readonly base?:
      | 'admin'
      | 'people'
      | 'deliveries'
      | 'destinations'
      | 'messages'
      | 'tokens'
      | 'portal'
      | 'quarantine';
  },
  schema: z.ZodType<T>,
): Promise<T> {
  const { url, key } = gateway;
  const where = `${url}/v1/${request.base ?? 'admin'}${slashed(request.path)}`;
  const { method, body } = request;
  const response = await callGateway(where, key, { method, body, timeoutMs: 60_000 }).catch(
    (error: unknown) => {
      if (error instanceof CommandError) throw error;
      throw new CommandError(`Nothing answers at ${url}; is the gateway running?`);
    },
  );
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new CommandError(`What answers at ${url} is not a Cordon gateway of this version.`);
  }
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) {
    throw new CommandError(`The gateway answered ${String(response.status)}; try again.`);
  }
  const { title, detail, errors = [] } = problem.data;
  const said = [title, detail].filter((part) => part !== undefined).join('. ');
  throw new AdminRefusal(said.replace(/\.*$/, '.'), errors);
}

function slashed(path: string): string {
  return path === '' || path.startsWith('?') ? path : `/${path}`;
}
