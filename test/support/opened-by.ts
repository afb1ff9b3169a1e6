import { openContent } from '../../lambdas/core/portal/secrets.ts';
import { openBody } from '../../lambdas/core/send/body-key.ts';

/**
 * What somebody reads who may open every record of the vault and has all that is kept beside it: each record as it is, and
 * by whatever in there could be a key or a half of one.
 */
export function openedBy(
  records: readonly Uint8Array[],
  kept: readonly unknown[],
): readonly string[] {
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
