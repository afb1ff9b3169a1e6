import * as z from 'zod';

/** What callers may ask for as the sender: numbers, short codes, names. */
const NAME = String.raw`\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}`;

/** Twilio's API, or one that is the same. */
const twilioSchema = z.strictObject({
  /** Absent: this one. */
  kind: z.literal('twilio').optional(),
  /** Without a path. */
  baseUrl: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/, 'an https address without a path')
    .default('https://api.twilio.com'),
  /** Numbers, short codes, names or messaging services of this lane alone; the first is used where a message asks for none. */
  senders: z
    .array(
      z
        .string()
        .regex(
          new RegExp(`^(?:${NAME}|MG[0-9a-f]{32})$`),
          'a number in E.164, a short code, a name or the id of a messaging service',
        ),
    )
    .min(1)
    .max(20),
});

/** AWS, known by the function's role: what of the account sends the texts of one channel. */
const awsSchema = (arn: RegExp, example: string) =>
  z.strictObject({
    kind: z.literal('aws'),
    /** Of this lane alone. They stand one by one in policies, whose length has limits. */
    senders: z
      .array(
        z.strictObject({
          arn: z.string().regex(arn, `an ARN such as ${example}`),
          /** Messages that ask for it leave by it; without one it is used if it is the first. */
          name: z
            .string()
            .regex(new RegExp(`^(?:${NAME})$`), 'a number in E.164, a short code or a name')
            .exactOptional(),
        }),
      )
      .min(1)
      .max(5),
  });

const ACCOUNT = 'us-east-1:111122223333';

/** What takes a lane's texts, by channel; nothing goes out by a channel that is not named. */
export const textsSchema = z
  .strictObject({
    sms: z
      .discriminatedUnion('kind', [
        twilioSchema,
        awsSchema(
          /^arn:[a-z-]+:sms-voice:[a-z0-9-]+:\d{12}:(?:(?:phone-number|pool)\/[A-Za-z0-9-]{1,64}|sender-id\/[A-Za-z0-9_-]{1,11}\/[A-Z]{2})$/,
          `arn:aws:sms-voice:${ACCOUNT}:pool/pool-...`,
        ),
      ])
      .optional(),
    whatsapp: z
      .discriminatedUnion('kind', [
        twilioSchema,
        awsSchema(
          /^arn:[a-z-]+:social-messaging:[a-z0-9-]+:\d{12}:phone-number-id\/[A-Za-z0-9]{1,100}$/,
          `arn:aws:social-messaging:${ACCOUNT}:phone-number-id/...`,
        ),
      ])
      .optional(),
    push: z
      .discriminatedUnion('kind', [
        twilioSchema,
        awsSchema(
          /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:app\/[A-Z_]{1,32}\/[A-Za-z0-9_.-]{1,256}$/,
          `arn:aws:sns:${ACCOUNT}:app/GCM/...`,
        ),
      ])
      .optional(),
  })
  .prefault({});
export type TextsConfig = z.infer<typeof textsSchema>;

export const TEXT_CHANNELS = ['sms', 'whatsapp', 'push'] as const;
export type TextChannel = (typeof TEXT_CHANNELS)[number];

/** ARNs of what of AWS sends a lane's texts of a channel; none where somebody else does, or nobody. */
export function awsSendersOf(texts: TextsConfig, channel: TextChannel): readonly string[] {
  const upstream = texts[channel];
  return upstream?.kind === 'aws' ? upstream.senders.map(({ arn }) => arn) : [];
}

/** Everything by which recipients know a lane's texts of a channel, in whatever way they go out. */
export function sendersOf(texts: TextsConfig, channel: TextChannel): readonly string[] {
  const upstream = texts[channel];
  if (upstream === undefined) return [];
  if (upstream.kind !== 'aws') return upstream.senders;
  return upstream.senders.flatMap(({ arn, name }) => (name === undefined ? [arn] : [arn, name]));
}
