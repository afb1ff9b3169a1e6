import * as z from 'zod';
import { TEXT_MESSAGE_CHANNELS, type TextMessageChannel } from '../core/send/text-message.ts';

/** By whom a lane's texts of a channel go out, as the deployment has it. */
const upstreamSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('twilio').optional(),
    baseUrl: z.url({ protocol: /^https?$/ }),
    senders: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({
    kind: z.literal('aws'),
    senders: z
      .array(
        z.strictObject({
          arn: z.string().startsWith('arn:'),
          name: z.string().min(1).exactOptional(),
        }),
      )
      .min(1),
  }),
]);
export const textsSchema = z.strictObject(
  Object.fromEntries(
    TEXT_MESSAGE_CHANNELS.map((channel) => [channel, upstreamSchema.optional()]),
  ) as Record<TextMessageChannel, z.ZodOptional<typeof upstreamSchema>>,
);

/** The variable that says so: JSON, `{}` where nothing goes out. */
export const textsVariable = z.string().refine(isTexts);

export interface TextsEnvironment {
  readonly CORDON_TEXTS: string;
}

/** The channels by which texts go out. */
export function textChannels({ CORDON_TEXTS }: TextsEnvironment): readonly TextMessageChannel[] {
  const texts = textsSchema.parse(JSON.parse(CORDON_TEXTS));
  return TEXT_MESSAGE_CHANNELS.filter((channel) => texts[channel] !== undefined);
}

function isTexts(text: string): boolean {
  try {
    return textsSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
