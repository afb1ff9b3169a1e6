import { z } from 'zod';

/**
 * Field shapes that several APIs share. Messages are static: they never quote the value.
 */

/** An address as SMTP carries it, without display name; no control characters, one `@`. */
export const emailAddress = z
  .string()
  .max(320)
  .regex(/^[^\s@<>,;:"\\()[\]\p{Cc}]+@[A-Za-z0-9.-]+$/u, { error: 'is not an email address' });

/** One line of text: a line break in a header would let a caller write headers of its own. */
export const oneLine = z
  .string()
  .max(998)
  .refine((text) => !/[\r\n\0]/.test(text), { error: 'must be one line' });

/** Headers that Cordon or SES writes; a caller's version would undo the lane's identity. */
const RESERVED_HEADERS = new Set(
  (
    'from to cc bcc sender reply-to subject date message-id return-path received dkim-signature ' +
    'mime-version content-type content-transfer-encoding content-disposition resent-from resent-to'
  ).split(' '),
);

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
        return !RESERVED_HEADERS.has(lower) && !lower.startsWith('x-ses-');
      }),
    { error: 'sets a header that is written by the gateway' },
  );

export const mediaType = z
  .string()
  .max(127)
  .regex(/^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(?:;[ -~]*)?$/, {
    error: 'is not a media type',
  });
