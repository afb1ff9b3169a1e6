import { createTwilioUpstream } from '../adapters/aws/shared/twilio-upstream.ts';
import { TEXT_MESSAGE_CHANNELS, type TextMessageChannel } from '../core/send/text-message.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { TextUpstream } from '../ports/text-upstream.ts';
import type { Host } from './host.ts';
import { textsSchema, type TextsEnvironment } from './texts-variable.ts';

/** A lane's ways out for texts. Each login is a secret of its own, `PREFIX/upstream/LANE/CHANNEL`. */
export function textUpstreams(
  { CORDON_TEXTS, CORDON_PREFIX }: TextsEnvironment & { readonly CORDON_PREFIX: string },
  lane: Lane,
  secrets: Secrets,
  { clock, allowLoopbackHttp }: Host,
): Readonly<Partial<Record<TextMessageChannel, TextUpstream>>> {
  const texts = textsSchema.parse(JSON.parse(CORDON_TEXTS));
  return Object.fromEntries(
    TEXT_MESSAGE_CHANNELS.flatMap((channel) => {
      const upstream = texts[channel];
      if (upstream === undefined) return [];
      const secretRef = `${CORDON_PREFIX}/upstream/${lane}/${channel}`;
      const options = { ...upstream, secrets, secretRef, clock, allowLoopbackHttp };
      return [[channel, createTwilioUpstream(options)]];
    }),
  );
}
