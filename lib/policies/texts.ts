import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import { TEXT_CHANNELS, type TextChannel } from '../config/texts.ts';
import type { Names } from '../names.ts';
import { allow, deny } from './statements.ts';

/** What sends by a channel of AWS, the one action that is used first. */
const ACTIONS: Readonly<Record<TextChannel, readonly [string, ...string[]]>> = {
  sms: ['sms-voice:SendTextMessage', 'sms-voice:SendMediaMessage'],
  whatsapp: ['social-messaging:SendWhatsAppMessage'],
  // Of an application: everything that reaches its devices.
  push: ['sns:Publish'],
};

/** Texts by what of AWS sends this lane's, and by nothing else; no statement where AWS sends none. */
export function sendTexts(lane: Lane, names: Names): PolicyStatement[] {
  return statements(lane, names, (channel, resources) =>
    allow(`Send${title(channel)}`, [ACTIONS[channel][0]], resources),
  );
}

/** Nothing by what sends a lane's texts: people answer and opt out by it. */
export function cannotTextAs(lane: Lane, names: Names): PolicyStatement[] {
  return statements(lane, names, (channel, resources) =>
    deny(`NeverSend${title(channel)}As${title(lane)}`, ACTIONS[channel], resources),
  );
}

function statements(
  lane: Lane,
  names: Names,
  make: (channel: TextChannel, resources: readonly string[]) => PolicyStatement,
): PolicyStatement[] {
  return TEXT_CHANNELS.flatMap((channel) => {
    const resources = names.textSenderArns(lane, channel);
    return resources.length === 0 ? [] : [make(channel, resources)];
  });
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
