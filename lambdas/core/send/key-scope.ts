import type { AccessKey } from '../registry/access-key.ts';
import type { Purpose } from '../vocabulary.ts';
import { channelOf, type OutboundMessage } from './outbound-message.ts';
import type { Problem } from './outcome.ts';
import type { TextMessageChannel } from './text-message.ts';

export type SendUse = Extract<AccessKey['use'], { kind: 'send' }>;

/** What a message is for when its sender does not say. */
export function defaultPurpose({ purposes }: SendUse): Purpose {
  const [first] = purposes;
  if (first === undefined) throw new TypeError('a key that sends has a purpose');
  return first;
}

/**
 * What a request asks for and its key, or the deployment, may not do: least privilege for each program that sends (45 CFR
 * 164.308(a)(4), 164.312(a)(1)). Empty when it keeps to its key.
 */
export function beyondScope(
  messages: readonly OutboundMessage[],
  use: SendUse,
  textChannels: readonly TextMessageChannel[],
): readonly Problem[] {
  const problems: Problem[] = [];
  if (messages.some(({ channel }) => channel !== 'email' && !textChannels.includes(channel))) {
    problems.push({
      field: '/channel',
      message:
        'is not one that this deployment sends by: its operator has named nobody who takes such messages ("Upstreams" in docs/deploy.md)',
    });
  }
  if (messages.some((message) => !use.channels.includes(channelOf(message)))) {
    problems.push({
      field: '/channel',
      message: `is not one that this key may send by: ${use.channels.join(', ')}`,
    });
  }
  if (messages.some(({ purpose }) => purpose !== undefined && !use.purposes.includes(purpose))) {
    problems.push({
      field: '/purpose',
      message: `is not one that this key may send for: ${use.purposes.join(', ')}`,
    });
  }
  return problems;
}
