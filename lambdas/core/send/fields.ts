import * as z from 'zod';

/**
 * Field shapes that several APIs share. Messages are static: they never quote the value.
 */

/** An address as SMTP carries it, without display name; no control characters, one `@`. */
export const emailAddress = z
  .string()
  .max(320)
  .regex(/^[^\s@<>,;:"\\()[\]\p{Cc}]+@[A-Za-z0-9.-]+$/u, { error: 'is not an email address' });

/**
 * One line of text (RFC 5322 2.1.1): a line break in a header would let a caller write headers of its own,
 * and no other control character has a meaning there.
 */
export const oneLine = z
  .string()
  .max(998)
  .refine((text) => !/[^\P{Cc}\t]/u.test(text), {
    error: 'must be one line without control characters',
  });

/** A body of text: mail carries no NUL, and between letters one would hide them from the scanner. */
export const bodyText = z
  .string()
  .refine((text) => !text.includes('\0'), { error: 'must not contain NUL characters' });

/** Headers that Cordon or SES writes; a caller's version would undo the lane's identity. */
const RESERVED_HEADERS = new Set(
  (
    'from to cc bcc sender reply-to subject date message-id return-path received dkim-signature ' +
    'mime-version'
  ).split(' '),
);
const RESERVED_FAMILY = /^(?:x-ses-|content-|resent-)/;

export const customHeaders = z
  .record(z.string(), oneLine)
  .refine((headers) => Object.keys(headers).length <= 50, { error: 'has more than 50 headers' })
  .refine((headers) => Object.keys(headers).every((name) => /^[!-9;-~]{1,76}$/.test(name)), {
    error: 'has a name that is not a header name (RFC 5322)',
  })
  .refine(
    (headers) =>
      Object.keys(headers).every((name) => {
        const lower = name.toLowerCase();
        return !RESERVED_HEADERS.has(lower) && !RESERVED_FAMILY.test(lower);
      }),
    { error: 'sets a header that is written by the gateway' },
  );

/** The same as a list of names and values; one that stands there twice could not be kept. */
export function headerList<Name extends string, Value extends string>(name: Name, value: Value) {
  const entry = z.looseObject({ [name]: z.string(), [value]: z.string() } as Record<
    Name | Value,
    z.ZodString
  >);
  return z
    .array(entry)
    .refine(
      (list) => new Set(list.map((one) => String(one[name]).toLowerCase())).size === list.length,
      { error: 'names a header twice' },
    )
    .transform((list) =>
      Object.fromEntries(list.map((one) => [String(one[name]), String(one[value])])),
    )
    .pipe(customHeaders);
}

export const mediaType = z
  .string()
  .max(127)
  .regex(/^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(?:;[ -~]*)?$/, {
    error: 'is not a media type',
  });

/** A Content-ID without its angle brackets (RFC 2045 7): it goes into a header as it is. */
export const contentIdentifier = z
  .string()
  .max(250)
  .regex(/^[!-;=?-~]+$/, { error: 'is not a content id' });

/**
 * A member that an API has and Cordon cannot do. Leaving it out without a word would do something else than the
 * sender asked for.
 *
 * @param instead what to do
 */
export function unavailable(instead: string) {
  return z.union([z.null(), z.literal('')], { error: `is not available: ${instead}` }).optional();
}
