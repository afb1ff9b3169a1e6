import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import fieldLabels from '../../../../lambdas/core/scan/hl7v2/field-labels.json' with { type: 'json' };
import { fieldType } from '../../../../lambdas/core/scan/hl7v2/field-type.ts';
import identifierTypes from '../../../../lambdas/core/scan/hl7v2/identifier-types.json' with { type: 'json' };
import segmentTypes from '../../../../lambdas/core/scan/hl7v2/segment-types.json' with { type: 'json' };
import typeLabels from '../../../../lambdas/core/scan/hl7v2/type-labels.json' with { type: 'json' };
import { IDENTIFIER_LABELS } from '../../../../lambdas/core/scan/labels.ts';
import { identifiersIn, withoutIdentifiers } from './labels.ts';
import { parseOrThrow, scanPayload } from '../support/scan-text.ts';

const message = (...lines: string[]): string =>
  ['MSH|^~\\&|ADT|HOSP|GW|HOSP|20261120190000||ADT^A01|M1|P|2.5.1', ...lines].join('\r');

/** When the message was made: a weak finding in each. */
const MADE = 'DATE MSH-7 20261120190000';

/** A line of a message, and the identifiers in it. */
const FOUND: readonly (readonly [line: string, found: readonly string[]])[] = [
  [
    'EVN||202611201900|||C08^Okafor^Ada',
    ['DATE EVN-2 202611201900', 'LICENSE EVN-5.1 C08', 'NAME EVN-5.2 Okafor', 'NAME EVN-5.3 Ada'],
  ],
  ['PID|1||77182^^^H^MR', ['MRN PID-3.1 77182']],
  ['PID|1||77182^^^H^MR~433182765^^^USSSA^SS', ['MRN PID-3.1 77182', 'SSN PID-3[2].1 433182765']],
  ['PID|1||A-9^^^H^DL', ['LICENSE PID-3.1 A-9']],
  [
    'PID|||||DE VRIES&DE&VRIES^Jo^X^JR^DR',
    [
      'NAME PID-5.1.1 DE VRIES',
      'NAME PID-5.1.2 DE',
      'NAME PID-5.1.3 VRIES',
      'NAME PID-5.2 Jo',
      'NAME PID-5.3 X',
    ],
  ],
  ['PID|||||White^Rose', ['NAME PID-5.1 White', 'NAME PID-5.2 Rose']],
  ['PID|||||||19430717', ['DATE PID-7 19430717']],
  ['PID|||||||194307', ['DATE PID-7 194307']],
  [
    'PID|||||||||||14 Colfax Ter^Apt 9^Denver^CO^80204^USA^H^^Adams',
    [
      'GEO PID-11.1 14 Colfax Ter',
      'GEO PID-11.2 Apt 9',
      'GEO PID-11.3 Denver',
      'ZIP PID-11.5 80204',
      'GEO PID-11.9 Adams',
    ],
  ],
  ['PID|||||||||||14&Colfax Ter', ['GEO PID-11.1.1 14', 'GEO PID-11.1.2 Colfax Ter']],
  [
    'PID|||||||||||||^PRN^PH^^1^303^5550139^12',
    ['PHONE PID-13.6 303', 'PHONE PID-13.7 5550139', 'PHONE PID-13.8 12'],
  ],
  ['PID|||||||||||||(303)555-0139^PRN^FX', ['FAX PID-13.1 (303)555-0139']],
  ['PID|||||||||||||^NET^Internet^ada@example.org', ['EMAIL PID-13.4 ada@example.org']],
  ['PID|||||||||||||ada@example.org', ['EMAIL PID-13 ada@example.org']],
  ['PID||||||||||||||||||8812077^^^H^AN', ['ACCOUNT PID-18.1 8812077']],
  ['PID|||||||||||||||||||123456789', ['SSN PID-19 123456789']],
  [
    'PID||||||||||||||||||||D7721^CO^20301231',
    ['LICENSE PID-20.1 D7721', 'DATE PID-20.3 20301231'],
  ],
  ['PID|||||||||||||||||||||||St. Mary Hospital, Aurora', ['GEO PID-23 St. Mary Hospital, Aurora']],
  ['NK1|1|Roe^Jon|SPO', ['NAME NK1-2.1 Roe', 'NAME NK1-2.2 Jon']],
  ['PV1|1|I|CCU^302^A||||||||||||||||V0099', ['OTHER_ID PV1-19 V0099']],
  ['PV1|1||||||37^Okafor^Ada', ['LICENSE PV1-7.1 37', 'NAME PV1-7.2 Okafor', 'NAME PV1-7.3 Ada']],
  [
    'IN1|1|HMO|7001|Mesa Health||||GRP-22||||20260101||||||||||||||||||||||||MHP55',
    ['HEALTH_PLAN_ID IN1-8 GRP-22', 'DATE IN1-12 20260101', 'HEALTH_PLAN_ID IN1-36 MHP55'],
  ],
  ['GT1|1||Roe^Jon', ['NAME GT1-3.1 Roe', 'NAME GT1-3.2 Jon']],
  ['MRG|444^^^H^MR', ['MRN MRG-1.1 444']],
  ['OBR|1|P77^EHR|F88^LAB|718-7^Hemoglobin^LN', ['OTHER_ID OBR-2.1 P77', 'OTHER_ID OBR-3.1 F88']],
  [
    'OBR|1' + '|'.repeat(31) + '37&Okafor&Ada^20261120',
    [
      'LICENSE OBR-32.1.1 37',
      'NAME OBR-32.1.2 Okafor',
      'NAME OBR-32.1.3 Ada',
      'DATE OBR-32.2 20261120',
    ],
  ],
  [
    'OBR|1' + '|'.repeat(31) + '37^Okafor^Ada',
    ['LICENSE OBR-32.1 37', 'NAME OBR-32.2 Okafor', 'NAME OBR-32.3 Ada'],
  ],
  [
    'OBX|1|TX|note||Call 303-555-0139 on 11/20/2026',
    ['PHONE OBX-5 303-555-0139', 'DATE OBX-5 11/20/2026'],
  ],
  ['OBX|1|DT|30952-6^Onset||20261120', ['DATE OBX-5 20261120']],
  ['OBX|1|XPN|45392-8^First name||Roe^Ada', ['NAME OBX-5.1 Roe', 'NAME OBX-5.2 Ada']],
  ['OBX|1|NM|30525-0^Age^LN||93|a', ['AGE90 OBX-5 93']],
  // No unit is written like this.
  ['OBX|1|NM|718-7^Hemoglobin^LN||13|Call (303) 555-0139', ['PHONE OBX-6 (303) 555-0139']],
  ['NTE|1||Mail ada@example.org', ['EMAIL NTE-3 ada@example.org']],
  ['RXA|0|1|20120814||||||||||||Z0860BB', ['DATE RXA-3 20120814', 'DEVICE RXA-15 Z0860BB']],
  [
    'PRT|1|AD||AUT|37^Okafor^Ada' + '|'.repeat(15) + 'SN77',
    ['LICENSE PRT-5.1 37', 'NAME PRT-5.2 Okafor', 'NAME PRT-5.3 Ada', 'DEVICE PRT-20 SN77'],
  ],
  [
    'ZPD|Roe^Ada|19430717|77182^^^H^MR|x|1 Main St^^Aurora^CO^80010',
    [
      'NAME ZPD-1.1 Roe',
      'NAME ZPD-1.2 Ada',
      'DATE ZPD-2 19430717',
      'MRN ZPD-3.1 77182',
      'GEO ZPD-5.1 1 Main St',
      'GEO ZPD-5.3 Aurora',
      'ZIP ZPD-5.5 80010',
    ],
  ],
];

const NOTHING: readonly string[] = [
  'SFT|Mara Software|2.4|Rhapsody|77182|Install|20070725',
  'PID|1||||""||""|M|||^^^CO^^USA|||||M|CAT',
  'PID|||||||1943',
  'PV1|1|I|CCU^302^A^HOSP|R|||||||MED|||7',
  'OBX|1|NM|718-7^Hemoglobin^LN||13.5|g/dL|12-16|N|||F',
  'OBX|1|NM|30525-0^Age^LN||64|a',
  'OBX|1|CWE|8302-2^Height^LN|1|LA6576-8^Positive^LN',
  'DG1|1||I21.4^NSTEMI^I10C',
  'AL1|1|DA|70618^Penicillin^RXN|SV|Anaphylaxis',
  'RXR|PO^Oral^HL70162',
  'TQ1|1||BID',
  'ZXT|Y|N|1|ACTIVE',
];

describe('HL7 v2 by field', () => {
  it.each(FOUND)('%s', (line, found) => {
    expect(identifiersIn(message(line))).toEqual([MADE, ...found]);
  });

  it.each(NOTHING)('nothing identifies anybody in %s', (line) => {
    expect(identifiersIn(message(line))).toEqual([MADE]);
  });

  it('finds every identifier of the sample', () => {
    const url = new URL('../../../corpus/payloads/hl7v2-adt-a01-phi.json', import.meta.url);
    const { body, phi } = JSON.parse(readFileSync(url, 'utf8')) as {
      body: string;
      phi: { value: string; label: string }[];
    };
    const left = withoutIdentifiers(body);
    for (const { value, label } of phi) {
      expect(body).toContain(value);
      if (label === 'CONDITION' || label === 'ICD10') continue;
      for (const part of value.split('^')) expect(left).not.toContain(part);
    }
  });

  it('is care by its nature: one identifier makes a message PHI', () => {
    const payload = parseOrThrow(message('PID|||77182'), 'application/hl7-v2');
    expect(scanPayload(payload).classification).toBe('phi');
  });

  it('keeps a word of a code apart from a name that is the same word', () => {
    const found = identifiersIn(message('PID|||||White^Rose', 'OBX|1|CWE|2106-3^Race||2106-3^x^L'));
    expect(found).toEqual([MADE, 'NAME PID-5.1 White', 'NAME PID-5.2 Rose']);
  });
});

describe('the tables', () => {
  const known = new Set<string>([...IDENTIFIER_LABELS, 'prose', 'quiet']);
  const keysOf = (table: object): string[] =>
    Object.values(table as Record<string, string>).flatMap((keys) => keys.split(' '));

  it('hold labels that there are', () => {
    const labels = [fieldLabels, identifierTypes, typeLabels].flatMap((table) =>
      Object.keys(table),
    );
    expect(labels.filter((label) => !known.has(label))).toEqual([]);
  });

  it('give labels to fields that there are', () => {
    const missing = keysOf(fieldLabels).filter((address) => {
      const [segment = '', field] = address.split('-');
      return fieldType(segment, Number(field)) === '';
    });
    expect(missing).toEqual([]);
  });

  it('say what a key means once', () => {
    const twice = [fieldLabels, identifierTypes, typeLabels]
      .map(keysOf)
      .flatMap((keys) => keys.filter((key, index) => keys.indexOf(key) !== index));
    expect(twice).toEqual([]);
  });

  it('name data types in the form of one', () => {
    const odd = Object.values(segmentTypes)
      .flatMap((list) => list.split(' '))
      .filter((type) => !/^(?:[A-Z]{2,3}|LA[12]|varies|-)$/.test(type));
    expect(odd).toEqual([]);
  });
});
