import { Command } from 'commander';
import * as z from 'zod';
import { LANES, type Lane } from '../../lambdas/core/vocabulary.ts';
import { callAdmin } from './admin-client.ts';
import {
  printTable,
  spoken,
  withSharedOptions,
  withWhy,
  type ChangeOptions,
  type SharedOptions,
} from './registry/shared.ts';
import { CommandError, readRunningGateway } from './running-gateway.ts';

const statusSchema = z.looseObject({
  messageId: z.string(),
  status: z.string(),
  decisions: z.array(
    z.looseObject({
      recipient: z.number(),
      disposition: z.string(),
      state: z.string(),
      reasonCode: z.string(),
      attempts: z.number().optional(),
      failure: z.string().optional(),
      dueAt: z.string().optional(),
      mayHaveLeft: z.boolean().optional(),
      portal: z.looseObject({ state: z.string() }).optional(),
    }),
  ),
});
type Status = z.infer<typeof statusSchema>;
const recalledSchema = statusSchema.extend({ recalled: z.number() });

/** `cordon messages`: what became of a message, and taking it back. By a sender key, which sees its own lane alone. */
export function messagesCommand(): Command {
  const show = withSharedOptions(
    new Command('show')
      .description('say where a message is, by recipient; with --url by the key in CORDON_KEY')
      .argument('<id>'),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      print(await ask(id, options, { method: 'GET' }, statusSchema), options);
    }),
  );
  const recall = withWhy(
    new Command('recall')
      .description('take back what has not left yet, on record')
      .argument('<id>'),
  ).action(
    spoken(async (id: string, options: ChangeOptions) => {
      const request = { method: 'POST', under: '/recall', body: { why: options.why } };
      const found = await ask(id, options, request, recalledSchema);
      print(found, options);
      if (options.json !== true) console.error(`Recalled for ${String(found.recalled)}.`);
    }),
  );
  return new Command('messages')
    .description('messages that were sent: where they are, and taking them back')
    .addCommand(show)
    .addCommand(recall);
}

/** With the running gateway's key of either lane, whichever knows the message. */
async function ask<T>(
  id: string,
  { url, data }: SharedOptions,
  { method, under = '', body }: { method: string; under?: string; body?: object },
  schema: z.ZodType<T>,
): Promise<T> {
  const request = {
    ...{ method, path: `${encodeURIComponent(id)}${under}`, base: 'messages' as const },
    ...(body === undefined ? {} : { body }),
  };
  if (url !== undefined) {
    const key = process.env['CORDON_KEY'];
    if (key === undefined) throw new CommandError('With --url, set CORDON_KEY to a sender key.');
    return await callAdmin({ url: url.replace(/\/$/, ''), key }, request, schema);
  }
  const running = await readRunningGateway(data);
  const { marketingKey, clinicalKey } = running.credentials;
  const keys = { marketing: marketingKey, clinical: clinicalKey };
  const lane = await laneOf(id, running.url, keys);
  return await callAdmin({ url: running.url, key: keys[lane] }, request, schema);
}

async function laneOf(
  id: string,
  url: string,
  keys: Readonly<Record<Lane, string>>,
): Promise<Lane> {
  for (const lane of LANES) {
    const answer = await fetch(`${url}/v1/messages/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${keys[lane]}` },
    }).catch(() => undefined);
    if (answer?.ok === true) return lane;
  }
  return LANES[0];
}

function print(found: Status, { json }: SharedOptions): void {
  if (json === true) {
    console.log(JSON.stringify(found));
    return;
  }
  printTable(
    ['recipient', 'state', 'disposition', 'reason', 'attempts', 'failure', 'portal'],
    found.decisions.map(({ recipient, state, disposition, reasonCode, attempts, ...rest }) => [
      ...[String(recipient), stateText(state, rest)],
      ...[disposition, reasonCode, String(attempts ?? '-'), rest.failure ?? '-'],
      rest.portal?.state ?? '-',
    ]),
  );
}

function stateText(
  state: string,
  { dueAt, mayHaveLeft }: Pick<Status['decisions'][number], 'dueAt' | 'mayHaveLeft'>,
): string {
  if (mayHaveLeft === true) return `${state}, may have left`;
  return state === 'scheduled' && dueAt !== undefined ? `${state} for ${dueAt}` : state;
}
