import type { DueFacts } from '../core/message/due-facts.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { Sender } from './decided-message.ts';
import { OutboundWorkError } from './outbound-dependencies.ts';

/**
 * What a scheduled message is decided by once more, from its first decision: a repeat that takes it up comes to the same.
 *
 * @throws OutboundWorkError where the decision is not about a recipient
 */
export function dueFactsOf(
  record: DecisionRecord,
  message: OutboundMessage,
  { part2 }: Pick<Sender, 'part2'>,
): DueFacts {
  const { target, declared, findings, unreadable, scannerVersion } = record;
  if (target.kind !== 'recipient') {
    throw new OutboundWorkError('an outbound decision is about a recipient');
  }
  const { channel, purpose, classification: phi } = record;
  const unreadableParts = unreadable.length > 0;
  const usesPhi = phi === 'phi' || phi === 'unknown' || unreadableParts;
  return {
    ...{ channel, purpose, phi, unreadableParts },
    exception: declared?.exception ?? 'none',
    // As `outboundContext` has it: where health information promotes something, silence is not a no.
    remuneration:
      declared?.remuneration ?? (usesPhi && purpose === 'marketing' ? 'unknown' : 'none'),
    // Nobody is named, or somebody whom only the sealed body says.
    addressee: message.about === undefined ? 'unnamed' : 'unknown',
    ...(part2 === true ? { isPart2: true } : {}),
    recorded: {
      ...{ findings, unreadable, scannerVersion, ordinal: target.ordinal, of: target.of },
      ...(declared === undefined ? {} : { declared }),
    },
  };
}
