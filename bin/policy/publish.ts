import Table from 'cli-table3';
import pc from 'picocolors';
import * as z from 'zod';
import {
  PolicyDirectoryError,
  readPolicyDirectory,
} from '../../lambdas/adapters/policy/policy-directory.ts';
import { POLICY_ID } from '../../lambdas/core/decide/policy-entry.ts';
import {
  CommandError,
  readRunningGateway,
  reportCommandError,
} from '../commands/running-gateway.ts';
import { callGateway } from '../gateway/call.ts';
import { report } from './open.ts';

export interface GatewayOptions {
  readonly data: string;
  readonly url?: string;
  readonly json?: true;
}
export type ChangeOptions = GatewayOptions & { readonly why: string };

const currentSchema = z.object({ version: z.number() });
const publishedSchema = z.object({ version: z.number(), policyVersion: z.string() });
const historySchema = z.object({
  versions: z.array(
    z.object({
      version: z.number(),
      updatedAt: z.string(),
      updatedBy: z.string(),
      why: z.string(),
      action: z.string(),
    }),
  ),
});
const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
});

/** `cordon policy publish`: puts the policy of a folder in force, if it is sound. */
export async function publish(directory: string, options: ChangeOptions): Promise<void> {
  await told(async () => {
    const sources = await readPolicyDirectory(directory).catch((error: unknown) => {
      if (error instanceof PolicyDirectoryError)
        throw new CommandError(`${directory}: ${error.message}`);
      throw error;
    });
    const policy = { id: POLICY_ID, ...sources };
    await change('PUT', '', { policy }, options);
  });
}

/** `cordon policy rollback`: puts an earlier version in force again, as a new version. */
export async function rollback(options: ChangeOptions & { readonly to: string }): Promise<void> {
  await told(async () => {
    const to = Number(options.to);
    if (!Number.isSafeInteger(to) || to < 1)
      throw new CommandError('--to takes the number of a version.');
    await change('POST', '/rollback', { to }, options);
  });
}

/** `cordon policy history`: who published which version, when and why. */
export async function history(options: GatewayOptions): Promise<void> {
  await told(async () => {
    const { versions } = await ask('audit', 'GET', '/history', undefined, options, historySchema);
    if (options.json === true) console.log(JSON.stringify({ versions }));
    else if (versions.length === 0) {
      console.log('No policy has been published; the one that came with Cordon is in force.');
    } else {
      const plain = { head: [], border: [] };
      const view = new Table({
        head: ['version', 'at (UTC)', 'by', 'action', 'why'],
        style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
      });
      for (const { version, updatedAt, updatedBy, action, why } of versions) {
        view.push([version, updatedAt.slice(0, 19).replace('T', ' '), updatedBy, action, why]);
      }
      console.log(view.toString());
    }
  });
}

async function change(
  method: 'PUT' | 'POST',
  path: string,
  body: object,
  options: ChangeOptions,
): Promise<void> {
  const { version: expectedVersion } = await ask(
    'officer',
    'GET',
    '',
    undefined,
    options,
    currentSchema,
  );
  const { why } = options;
  const sent = { ...body, expectedVersion, why };
  const done = await ask('officer', method, path, sent, options, publishedSchema);
  if (options.json === true) console.log(JSON.stringify(done));
  else {
    console.log(
      `Version ${String(done.version)} is published: policy ${done.policyVersion}. It is in force within half a minute.`,
    );
  }
}

/** Asks the gateway; a refusal becomes its sentences. @throws CommandError */
async function ask<T>(
  use: 'audit' | 'officer',
  method: string,
  path: string,
  body: object | undefined,
  options: GatewayOptions,
  schema: z.ZodType<T>,
): Promise<T> {
  const { url, key } = await gateway(use, options);
  const where = `${url}/v1/admin/policy${path}`;
  const response = await callGateway(where, key, { method, body, timeoutMs: 60_000 }).catch(
    (error: unknown) => {
      if (error instanceof CommandError) throw error;
      throw new CommandError(`Nothing answers at ${url}; is the gateway running?`);
    },
  );
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return schema.parse(answer);
  const refused = problemSchema.safeParse(answer);
  if (!refused.success) throw new CommandError(`The gateway answers ${String(response.status)}.`);
  const { title, detail, errors = [] } = refused.data;
  throw new RefusedError([
    detail === undefined ? `${title}.` : `${title}. ${detail}`,
    ...errors.map(({ field, reason }) => (field === '/policy' ? reason : `${field}: ${reason}`)),
  ]);
}

/** The gateway refused; a sentence a line. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super('the gateway refused');
    this.lines = lines;
  }
}

async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RefusedError) report(error.lines);
    else reportCommandError(error);
  }
}

async function gateway(
  use: 'audit' | 'officer',
  given: GatewayOptions,
): Promise<{ readonly url: string; readonly key: string }> {
  if (given.url === undefined) {
    const { url, credentials } = await readRunningGateway(given.data);
    return { url, key: use === 'officer' ? credentials.officerKey : credentials.auditKey };
  }
  const officer = process.env['CORDON_OFFICER_KEY'];
  const key = use === 'officer' ? officer : (process.env['CORDON_AUDIT_KEY'] ?? officer);
  if (key === undefined) {
    const name = use === 'officer' ? 'CORDON_OFFICER_KEY' : 'CORDON_AUDIT_KEY';
    throw new CommandError(`With --url, set ${name} to a key of this use.`);
  }
  return { url: given.url.replace(/\/$/, ''), key };
}
