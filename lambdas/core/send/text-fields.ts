import * as z from 'zod';
import { bodyText } from './fields.ts';
import type { TextMessageChannel } from './text-message.ts';

/** Shapes of the fields of texts that several APIs share. Messages are static: they never quote the value. */

/** Characters of one text, as texting providers have it (Twilio, Messages resource, `Body`). */
export const MAX_TEXT_LENGTH = 1600;
/** Media of one message (Twilio, Messages resource, `MediaUrl`). */
export const MAX_MEDIA = 10;
const MAX_URL_LENGTH = 2048;
/** Characters of a device token: those of both large push services are far shorter. */
const MAX_TOKEN_LENGTH = 512;

/** ITU-T E.164: a plus, a country code, at most 15 digits in all. */
export const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, {
  error: 'is not a telephone number in E.164, such as +12025550123',
});

/** What a push service gave an app: opaque, and one word. */
const deviceToken = z
  .string()
  .max(MAX_TOKEN_LENGTH)
  .regex(/^[!-~]+$/, { error: 'is not a device token' });

/** What is to whom a message of a channel goes. */
export const RECIPIENT_OF = {
  sms: phoneNumber,
  whatsapp: phoneNumber,
  push: deviceToken,
} as const satisfies Readonly<Record<TextMessageChannel, z.ZodType<string>>>;

/** A number, a short code, a name of at most eleven characters, or the id of a messaging service. */
export const textSender = z
  .string()
  .regex(/^(?:\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}|MG[0-9a-f]{32})$/, {
    error: 'is no number in E.164, short code, name of at most 11 characters or messaging service',
  });

export const textBody = bodyText.max(MAX_TEXT_LENGTH);

/** The address of a picture or file, which the upstream fetches. Credentials in it would reach the carrier. */
export const mediaUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .refine(isWebAddress, { error: 'is not a web address' });

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[!-~]+$/i.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && url.username === '' && url.password === '';
}
