import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { found } from './support/scan-text.ts';

const inNote = (fields: Record<string, unknown>, note: string | number): string[] =>
  found({ ...fields, note })
    .filter((line) => line.split(' ')[1] === '/note')
    .map((line) => line.replace(' /note', ''));

describe('a value found once is found in another form', () => {
  it.each<[Record<string, unknown>, string | number, string]>([
    [{ ssn: '123-45-6789' }, 'verified 123456789', 'SSN 123456789'],
    [{ ssn: '123456789' }, 'verified 123 45 6789 twice', 'SSN 123 45 6789'],
    [{ phone: '(303) 555-0142' }, 3035550142, 'PHONE 3035550142'],
    [{ phone: '303-555-0142' }, 'raw x3035550142', 'PHONE 3035550142'],
    [{ phone: '303-555-0142' }, 'raw 13035550142', 'PHONE 13035550142'],
    [{ phone: '+1 303 555 0142 x12' }, 'y 303 5550142 z', 'PHONE 303 5550142'],
    [{ phone: '+44 20 7946 0958' }, 'raw 02079460958', 'PHONE 02079460958'],
    [{ dob: '1984-03-12' }, 'scan_19840312.pdf', 'DATE 19840312'],
    [{ dob: '1984-03-12' }, 'file12Mar1984', 'DATE 12Mar1984'],
    [{ dob: '03/12/1984' }, 'scan_19840312.pdf', 'DATE 19840312'],
    [{ dob: 'March 12, 1984' }, 'scan_03121984.pdf', 'DATE 03121984'],
    [{ mrn: '00918273' }, 918273, 'MRN 918273'],
    [{ mrn: '00918273' }, 'see 918273', 'MRN 918273'],
    [{ mrn: '00918273' }, 'copy00918273.pdf', 'MRN 00918273'],
    [{ mrn: 'MR-00918273' }, 'A00918273B', 'MRN 00918273'],
    [{ member_id: 'XQH883120947' }, 'reads XQH 883 120 947', 'HEALTH_PLAN_ID XQH 883 120 947'],
    [{ last_name: 'Müller' }, 'Muller came in', 'NAME Muller'],
    [{ last_name: 'Müller' }, 'the Mueller family', 'NAME Mueller'],
    [{ last_name: 'Ångström' }, 'aangstroem came in', 'NAME aangstroem'],
    [{ last_name: 'Müller' }, 'spoke to Mu\u0308ller', 'NAME Mu\u0308ller'],
    [{ first_name: 'Jose\u0301' }, 'we saw José today', 'NAME José'],
    [{ last_name: 'Sørensen' }, 'Soerensen was here', 'NAME Soerensen'],
    [{ last_name: 'Sørensen' }, 'SORENSEN was here', 'NAME SORENSEN'],
  ])('%j in %j', (fields, note, expected) => {
    expect(inNote(fields, note)).toContain(expected);
  });

  it.each<[Record<string, unknown>, string | number]>([
    [{ mrn: '00918273' }, 'order 9182730 of 1918273'],
    [{ mrn: '00123' }, 'room 123'],
    [{ zip: '80206' }, 'ticket 8 0 2 0 6'],
    [{ dob: '1984-03-12' }, 'ticket 198403123'],
    [{ ssn: '123-45-6789' }, 'ticket 12345678'],
  ])('%j not in %j', (fields, note) => {
    expect(inNote(fields, note)).toEqual([]);
  });

  it('with whatever separates its digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000_000, max: 99_999_999 }).map(String),
        fc.array(fc.constantFrom('', ' ', '  ', '_', ' - '), { minLength: 8, maxLength: 8 }),
        (mrn, gaps) => {
          const spaced = mrn.replace(/\d/g, (digit, at: number) => digit + (gaps[at] ?? '')).trim();
          const hidden = inNote({ mrn }, `q ${spaced} q`).map((line) => line.replace(/\D/g, ''));
          expect(hidden.join('')).toBe(mrn);
        },
      ),
    );
  });
});
