import { describe, expect, it } from 'vitest';
import { isoTime, mailTime, unixTime, utcTime } from '../../../lambdas/core/send/send-time.ts';

const AT = '2027-01-05T14:30:00.000Z';

describe('a time at which a message is to leave', () => {
  it.each([
    ['seconds since 1970', unixTime, 1_799_159_400],
    ['ISO 8601 in UTC', isoTime, '2027-01-05T14:30:00Z'],
    ['ISO 8601 with a space and milliseconds', isoTime, '2027-01-05 14:30:00.000Z'],
    ['ISO 8601 without seconds', isoTime, '2027-01-05T14:30Z'],
    ['ISO 8601 east of UTC', isoTime, '2027-01-05T16:30:00+02:00'],
    ['ISO 8601 west of UTC, over midnight', isoTime, '2027-01-04T20:30:00-18:00'],
    ['ISO 8601 with a short offset', isoTime, '2027-01-05T15:30:00+0100'],
    ['ISO 8601 with hours alone', isoTime, '2027-01-05T15:30:00+01'],
    ['YYYY-MM-DD HH:MM:SS', utcTime, '2027-01-05 14:30:00'],
    ['a date of mail', mailTime, 'Tue, 05 Jan 2027 14:30:00 +0000'],
    ['a date of mail without day of the week', mailTime, '5 Jan 2027 09:30:00 -0500'],
    ['a date of mail in GMT, without seconds', mailTime, 'Tue, 05 Jan 2027 14:30 GMT'],
  ] as const)('is read from %s', (_name, schema, value) => {
    expect(schema.parse(value)).toBe(AT);
  });

  it.each([
    ['a fraction of a second', unixTime, 1.5],
    ['milliseconds since 1970', unixTime, 1_799_159_400_000],
    ['a time before 1970', unixTime, -1],
    ['seconds as text', unixTime, '1799159400'],
    ['no offset', isoTime, '2027-01-06T15:00:00'],
    ['a day that the month does not have', isoTime, '2027-02-31T14:30:00Z'],
    ['a month that the year does not have', isoTime, '2027-13-01T14:30:00Z'],
    ['words', isoTime, 'in 1 hour'],
    ['nothing', isoTime, ''],
    ['an offset where UTC is asked for', utcTime, '2027-01-05 14:30:00+01:00'],
    ['a day that the month does not have, in UTC', utcTime, '2027-02-31 14:30:00'],
    ['a month that is none', mailTime, 'Tue, 05 Foo 2027 14:30:00 +0000'],
    ['a day that the month does not have, in mail', mailTime, '31 Feb 2027 14:30:00 +0000'],
    ['no zone', mailTime, 'Wed, 06 Jan 2027 15:00:00'],
    ['very much', mailTime, `Tue, ${' '.repeat(10_000)}05 Jan 2027 14:30:00 +0000`],
  ] as const)('is not read from %s', (_name, schema, value) => {
    const read = schema.safeParse(value);
    expect(read.success).toBe(false);
    if (String(value).length > 1)
      expect(read.error?.issues[0]?.message).not.toContain(String(value));
  });
});
