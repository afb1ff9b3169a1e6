import * as z from 'zod';

/**
 * Times at which messages are to leave, as APIs write them, each read into ISO 8601, UTC, with milliseconds: two of them
 * compare as text. Messages are static: they never quote the value.
 */

/** Seconds of the year 3000: what is later is a time in other units. */
const MAX_SECONDS = 32_503_680_000;

/** Seconds since 1970 (SendGrid, `send_at`). */
export const unixTime = z
  .int({ error: 'is not a time in seconds since 1970' })
  .min(0, { error: 'is not a time in seconds since 1970' })
  .max(MAX_SECONDS, { error: 'is not a time in seconds since 1970' })
  .transform((seconds) => new Date(seconds * 1000).toISOString());

const NOT_ISO = 'is not a time in ISO 8601 with its offset, such as 2027-01-05T14:30:00Z';
const ISO =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

/** ISO 8601 with its offset: without one, the hour would be anybody's guess. */
export const isoTime = z
  .string()
  .max(40)
  .transform((text, context) => {
    const read = ISO.test(text) ? readIso(text) : undefined;
    if (read === undefined) context.addIssue({ code: 'custom', message: NOT_ISO });
    return read ?? z.NEVER;
  });

function readIso(text: string): string | undefined {
  const written = text.replace(' ', 'T');
  // Date.parse takes offsets as +hh:mm alone.
  const offset = /[+-]\d{2}(?::?\d{2})?$/.exec(written.slice(11))?.[0];
  if (offset === undefined) return instant(written.slice(0, 19), Date.parse(written), 0);
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(3).replace(':', '') || '00'];
  const local = written.slice(0, written.length - offset.length);
  const at = Date.parse(`${local}${offset.slice(0, 1)}${hours}:${minutes}`);
  const sign = offset.startsWith('-') ? -1 : 1;
  return instant(local.slice(0, 19), at, sign * (Number(hours) * 60 + Number(minutes)));
}

/** `YYYY-MM-DD HH:MM:SS` in UTC (Mailchimp Transactional, `send_at`). */
export const utcTime = z
  .string()
  .max(40)
  .transform((text, context) => {
    const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text);
    const local = written === null ? '' : `${written[1] ?? ''}T${written[2] ?? ''}`;
    const read = instant(local, Date.parse(`${local}Z`), 0);
    if (read === undefined) {
      context.addIssue({ code: 'custom', message: 'is not a time in UTC as YYYY-MM-DD HH:MM:SS' });
    }
    return read ?? z.NEVER;
  });

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const RFC_2822 =
  /^(?:[A-Za-z]{3}, {0,2})?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (?:GMT|UTC?|([+-])(\d{2})(\d{2}))$/;

/** A date as mail has it, `Tue, 05 Jan 2027 14:30:00 +0000` (RFC 2822 3.3; Mailgun, `o:deliverytime`). */
export const mailTime = z
  .string()
  .max(60)
  .transform((text, context) => {
    const read = readMailTime(text);
    if (read === undefined) {
      const message = 'is not a date as mail has it, such as Tue, 05 Jan 2027 14:30:00 +0000';
      context.addIssue({ code: 'custom', message });
    }
    return read ?? z.NEVER;
  });

function readMailTime(text: string): string | undefined {
  const [whole, day = '', name = '', year = '', hour = '', minute = '', second = '00', ...zone] =
    RFC_2822.exec(text) ?? [];
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  if (whole === undefined || month === 0) return undefined;
  const [sign = '+', hours = '00', minutes = '00'] = zone;
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const local = `${date}T${hour}:${minute}:${second}`;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return instant(local, Date.parse(`${local}${sign}${hours}:${minutes}`), offset);
}

/**
 * A day that its month does not have is none: `Date` makes the next month's of the 31st of February.
 *
 * @param local the time as it was written, without offset
 * @param offsetMinutes east of UTC
 */
function instant(local: string, at: number, offsetMinutes: number): string | undefined {
  if (Number.isNaN(at)) return undefined;
  const again = new Date(at + offsetMinutes * 60_000);
  if (Number.isNaN(again.getTime())) return undefined;
  return again.toISOString().startsWith(local.replace(/Z$/, ''))
    ? new Date(at).toISOString()
    : undefined;
}
