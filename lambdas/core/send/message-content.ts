import type { Address, OutboundMessage } from './outbound-message.ts';

/**
 * Everything that a message says, apart from its attachments, as one text: two messages with the same
 * differ in their recipients' addresses alone. Its length is what scanning the message costs.
 */
export function contentOf(message: OutboundMessage): string {
  if (message.channel !== 'email') {
    const { to: _recipients, ...said } = message;
    return JSON.stringify(said);
  }
  const { to, cc, bcc, attachments: _apart, ...rest } = message;
  const names = (addresses: readonly Address[]) => addresses.map(({ name }) => name ?? null);
  return JSON.stringify([rest, names(to), names(cc), names(bcc)]);
}
