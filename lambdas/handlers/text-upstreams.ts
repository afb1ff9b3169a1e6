import { createAwsPushUpstream } from '../adapters/aws/shared/aws-push-upstream.ts';
import { createAwsSmsUpstream } from '../adapters/aws/shared/aws-sms-upstream.ts';
import type { AwsTextsOptions } from '../adapters/aws/shared/aws-texts.ts';
import { createAwsWhatsAppUpstream } from '../adapters/aws/shared/aws-whatsapp-upstream.ts';
import { createTwilioUpstream } from '../adapters/aws/shared/twilio-upstream.ts';
import { TEXT_MESSAGE_CHANNELS, type TextMessageChannel } from '../core/send/text-message.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { TextUpstream } from '../ports/text-upstream.ts';
import type { Host } from './host.ts';
import { textsSchema, type TextsEnvironment } from './texts-variable.ts';

/** What of AWS takes the texts of a channel. */
const OF_AWS = {
  sms: createAwsSmsUpstream,
  whatsapp: createAwsWhatsAppUpstream,
  push: createAwsPushUpstream,
} as const satisfies Record<TextMessageChannel, (options: AwsTextsOptions) => TextUpstream>;

/**
 * A lane's ways out for texts. Each login is a secret of its own, `PREFIX/upstream/LANE/CHANNEL`; AWS knows the function
 * by its role.
 */
export function textUpstreams(
  { CORDON_TEXTS, CORDON_PREFIX }: TextsEnvironment & { readonly CORDON_PREFIX: string },
  lane: Lane,
  secrets: Secrets,
  { clients, clock, allowLoopbackHttp }: Pick<Host, 'clients' | 'clock' | 'allowLoopbackHttp'>,
): Readonly<Partial<Record<TextMessageChannel, TextUpstream>>> {
  const texts = textsSchema.parse(JSON.parse(CORDON_TEXTS));
  return Object.fromEntries(
    TEXT_MESSAGE_CHANNELS.flatMap((channel) => {
      const upstream = texts[channel];
      if (upstream === undefined) return [];
      if (upstream.kind === 'aws') {
        const { senders } = upstream;
        return [[channel, OF_AWS[channel]({ clients, lane, senders })]];
      }
      const secretRef = `${CORDON_PREFIX}/upstream/${lane}/${channel}`;
      const { baseUrl, senders } = upstream;
      const options = { baseUrl, senders, secrets, secretRef, clock, allowLoopbackHttp };
      return [[channel, createTwilioUpstream(options)]];
    }),
  );
}
