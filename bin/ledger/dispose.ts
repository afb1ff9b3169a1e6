import * as z from 'zod';
import { CommandError, readRunningGateway } from '../commands/running-gateway.ts';
import type { GatewayOptions } from './ask.ts';
import { counted, sealsBetween } from './words.ts';
import { callGateway } from '../gateway/call.ts';

interface DisposeOptions extends GatewayOptions {
  readonly before: string;
  readonly why: string;
  readonly dryRun?: true;
  readonly json?: true;
}

const answerSchema = z.object({
  disposed: z.array(
    z.object({
      first: z.number(),
      last: z.number(),
      from: z.string(),
      to: z.string(),
      records: z.number(),
    }),
  ),
  kept: z.record(z.string(), z.number()),
  next: z.number().optional(),
});
type Answer = z.infer<typeof answerSchema>;
const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
});

/** `cordon ledger dispose`: asks piece by piece until everything that is due was looked at. */
export async function disposeRecords(options: DisposeOptions): Promise<void> {
  const { url, key } = await findOfficer(options);
  const disposed: Answer['disposed'] = [];
  const kept: Record<string, number> = {};
  let after: number | undefined = 0;
  while (after !== undefined) {
    const answer = await ask(url, key, options, after);
    disposed.push(...answer.disposed);
    for (const [why, count] of Object.entries(answer.kept)) kept[why] = (kept[why] ?? 0) + count;
    after = answer.next;
  }
  if (options.json === true) {
    console.log(JSON.stringify({ dryRun: options.dryRun === true, disposed, kept }));
    return;
  }
  const verb = options.dryRun === true ? 'would be removed' : 'removed';
  if (disposed.length === 0) console.log('Nothing is due.');
  for (const { first, last, from, to, records } of disposed) {
    const what = `${counted(records, 'record')} of ${sealsBetween(first, last)}`;
    console.log(`${what} ${verb} (${from} to ${to})`);
  }
  for (const [why, count] of Object.entries(kept)) {
    if (count > 0) console.log(`${counted(count, 'seal')} kept: ${why}`);
  }
}

async function ask(
  url: string,
  key: string,
  { before, why, dryRun }: DisposeOptions,
  after: number,
): Promise<Answer> {
  const asked = { before, why, after, dryRun: dryRun === true };
  const response = await callGateway(`${url}/v1/disposals`, key, {
    ...{ method: 'POST', body: asked, timeoutMs: 60_000 },
  }).catch((error: unknown) => {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`Nothing answers at ${url}; is the gateway running?`);
  });
  const body: unknown = await response.json().catch(() => undefined);
  const answer = answerSchema.safeParse(body);
  if (response.ok && answer.success) return answer.data;
  const problem = problemSchema.safeParse(body);
  if (!problem.success && response.status >= 429) {
    // In AWS a second one at a time is turned away before it is answered.
    throw new CommandError(`The gateway answered ${String(response.status)}; try again.`);
  }
  if (!problem.success) {
    throw new CommandError(`What answers at ${url} is not a Cordon gateway of this version.`);
  }
  const { title, detail, errors = [] } = problem.data;
  const what = errors.map(({ field, reason }) => `--${field.slice(1)} ${reason}`);
  throw new CommandError([`${title}.`, detail, ...what].filter(Boolean).join(' '));
}

async function findOfficer({ data, url }: GatewayOptions): Promise<{ url: string; key: string }> {
  if (url === undefined) {
    const running = await readRunningGateway(data);
    return { url: running.url, key: running.credentials.officerKey };
  }
  const key = process.env['CORDON_OFFICER_KEY'];
  if (key === undefined) {
    throw new CommandError("With --url, set CORDON_OFFICER_KEY to an officer's key.");
  }
  return { url: url.replace(/\/$/, ''), key };
}
