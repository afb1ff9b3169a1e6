import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import { openContent } from '../../lambdas/core/portal/secrets.ts';
import { openBody } from '../../lambdas/core/send/body-key.ts';
import type { World } from '../pipeline/fakes/world.ts';

/**
 * What somebody reads who may open every record of the vault and has all that is kept beside it: each record as it is, and
 * by whatever in there could be a key or a half of one.
 */
function openedBy(records: readonly Uint8Array[], kept: readonly unknown[]): readonly string[] {
  const read = records.map((bytes) => Buffer.from(bytes).toString('utf8'));
  const texts = [JSON.stringify(kept), ...read].join('\n');
  const secrets = [
    ...new Set(texts.match(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g)),
  ];
  const opened = records.flatMap((bytes) =>
    secrets.flatMap((one) => [
      ...(['message', 'held'] as const).map((use) => openBody(bytes, one, use)),
      ...secrets.map((other) => openContent(bytes, one, other)),
    ]),
  );
  return [...read, ...opened.flatMap((bytes) => (bytes === undefined ? [] : [text(bytes)]))];
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Whether a text can be read by whoever may open every record, and has all else that a company keeps, links among it. */
export function isReadable(text: string, world: World, links: readonly PortalLink[]): boolean {
  const kept = [
    ...world.outbox.clinical.items.values(),
    ...links,
    ...world.sent.items.values(),
    ...world.quarantine.held.values(),
    ...world.ledger.records.values(),
    ...world.ledger.others,
  ];
  const records = [...world.vault.records.values()].map(({ envelope }) => envelope.body);
  return openedBy(records, kept).some((read) => read.includes(text));
}
