import type { BenchOptions } from './options.ts';
import type { SendReport } from './sends.ts';

/** What the steps of a send are, of all that decisions record. */
const OF_A_SEND = ['receive', 'authenticate', 'parse', 'scan', 'decide', 'protect'] as const;

/** A table as the other figures are printed. */
export function formatSends(options: BenchOptions, { clients, steps, failed }: SendReport): string {
  const row = (title: string, ...cells: readonly (number | string)[]): string =>
    `  ${title.padEnd(34)}${cells
      .map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell).padStart(11))
      .join('')}`;
  const pairs = clients[0]?.pairs ?? 0;
  return [
    `Mail of ${String(options.bytes)} bytes of text and the same as a page, ${String(pairs)} pairs for each client, one at a time`,
    '',
    row('', 'straight', 'cordon', 'added', 'ratio'),
    ...clients.flatMap(({ client, straight, cordon, added, ratio }) => [
      row(`${client}, p50 (ms)`, straight.p50, cordon.p50, added.p50, ratio),
      row(`${client}, p99 (ms)`, straight.p99, cordon.p99, added.p99, cordon.p99 / straight.p99),
    ]),
    '',
    row('of that, steps of Cordon (ms)', 'p50', 'p99'),
    ...OF_A_SEND.flatMap((step) => {
      const found = steps[step as keyof typeof steps];
      return found === undefined ? [] : [row(step, found.p50.toFixed(2), found.p99.toFixed(2))];
    }),
    '',
    'Straight is the same client with the same mail to the emulated SES of the gateway, or to a mail server that keeps it',
    'in the same kind of mailbox. Added is of each pair; the rest of it, beside the steps, is sealing, recording and',
    'filling the outbox, each durable before the answer.',
    ...(failed > 0 ? [`${String(failed)} mails were not accepted.`] : []),
  ].join('\n');
}
