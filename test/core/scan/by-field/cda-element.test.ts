import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deidentify } from '../../../../lambdas/core/protect/deidentify.ts';
import { isIdentifierLabel } from '../../../../lambdas/core/scan/labels.ts';
import { parseOrThrow, scanPayload } from '../support/scan-text.ts';
import { identifiersIn } from './labels.ts';

/** A synthetic Continuity of Care Document, written for this test. */
const SAMPLE = readFileSync(new URL('../../../corpus/ccda/ccd-phi.xml', import.meta.url), 'utf8');

const cda = (inner: string): string =>
  `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="x">${inner}</ClinicalDocument>`;
const fhir = (resource: string, inner: string): string =>
  `<${resource} xmlns="http://hl7.org/fhir">${inner}</${resource}>`;
const labelled = (body: string): string[] =>
  identifiersIn(body, 'application/xml').map((line) => line.replace(/ \/\S+/, ''));

describe('C-CDA by element', () => {
  it('finds what the sample holds, and nothing else', () => {
    expect(labelled(SAMPLE)).toEqual([
      'OTHER_ID 7d2f4a10-53c1-4f0a-9e0d-1f0c2b3a4d5e',
      'DATE 20261120190500-0700',
      'MRN 7712090',
      'SSN 433-18-2765',
      'GEO 14 Colfax Ter',
      'GEO Denver',
      'ZIP 80204',
      'PHONE +1(303)555-0139',
      'EMAIL m.pelletier@example.org',
      'NAME Marguerite',
      'NAME A',
      'NAME Pelletier',
      'DATE 19430717',
      'NAME Rene',
      'NAME Pelletier',
      'GEO Beaverdale',
      'PHONE +1(303)555-0100',
      'DATE 20261120',
      'LICENSE 1588662417',
      'NAME Tunde Oyelaran, MD',
      'NAME Marguerite Pelletier',
      'PHONE 303-555-0177',
      'OTHER_ID 4adc1020-7b14-11db-9fe1-0800200c9a66',
      'DATE 20070501',
      'DEVICE (01)00643169007222(21)BLC200461H',
    ]);
  });

  it.each([
    [
      '<author><assignedAuthor><id extension="A7" root="1.2"/></assignedAuthor></author>',
      'LICENSE A7',
    ],
    [
      '<componentOf><encompassingEncounter><id extension="V7" root="1.2"/></encompassingEncounter></componentOf>',
      'OTHER_ID V7',
    ],
    ['<x><telecom value="fax:3035550139"/></x>', 'FAX 3035550139'],
    ['<x><telecom value="3035550139"/></x>', 'PHONE 3035550139'],
    ['<x><telecom value="https://a.example/jane"/></x>', 'URL https://a.example/jane'],
    ['<x><value xsi:type="TS" value="20070501"/></x>', 'DATE 20070501'],
    ['<x><addr>14 Colfax Ter, Denver</addr></x>', 'GEO 14 Colfax Ter, Denver'],
    ['<x><associatedPerson><name>Roe</name></associatedPerson></x>', 'NAME Roe'],
    ['<x><playingEntity><name>Rene Pelletier</name></playingEntity></x>', 'NAME Rene Pelletier'],
    [
      '<x><manufacturedMaterial><lotNumberText>L7</lotNumberText></manufacturedMaterial></x>',
      'DEVICE L7',
    ],
  ])('%s', (inner, found) => {
    expect(labelled(cda(inner))).toEqual([found]);
  });

  it.each([
    '<x><code code="11506-3" displayName="Rose White"/></x>',
    '<x><templateId root="1.2.3" extension="2015-08-01"/></x>',
    '<x><value xsi:type="PQ" value="20070501" unit="mg"/></x>',
    '<x><effectiveTime value="2007"/></x>',
    '<x><representedOrganization><name>Mercy West</name></representedOrganization></x>',
    '<x><id nullFlavor="NI"/><id root="2.16.840.1.113883.19"/></x>',
    '<x><name nullFlavor="UNK"/><telecom nullFlavor="UNK"/></x>',
  ])('nothing identifies anybody in %s', (inner) => {
    expect(labelled(cda(inner))).toEqual([]);
  });

  it('is care by its nature', () => {
    const body = cda('<x><name>Roe</name></x>');
    expect(scanPayload(parseOrThrow(body, 'text/xml')).classification).toBe('phi');
  });

  it('leaves nothing when the sample is de-identified', () => {
    const payload = parseOrThrow(SAMPLE, 'application/xml');
    const { bytes } = deidentify(payload, scanPayload(payload), (label) => `[${label}]`);
    const again = parseOrThrow(bytes, 'application/xml');
    const { findings } = scanPayload(again);
    expect(findings.filter(({ label }) => isIdentifierLabel(label))).toEqual([]);
    expect(again.segments.length).toBe(payload.segments.length);
  });
});

describe('FHIR in XML', () => {
  it.each([
    ['<name><family value="White"/><given value="Rose"/></name>', ['NAME White', 'NAME Rose']],
    ['<telecom><system value="fax"/><value value="5550139"/></telecom>', ['FAX 5550139']],
    [
      '<telecom><system value="phone"/><value value="1 5550139"/></telecom><telecom><system value="fax"/><value value="2 5550140"/></telecom>',
      ['PHONE 1 5550139', 'FAX 2 5550140'],
    ],
    [
      '<identifier><type><coding><code value="SS"/></coding></type><value value="77"/></identifier>',
      ['SSN 77'],
    ],
    ['<birthDate value="1943-07-17"/><gender value="female"/>', ['DATE 1943-07-17']],
    [
      '<contained><Practitioner><name><family value="Roe"/></name></Practitioner></contained>',
      ['NAME Roe'],
    ],
    [
      '<extension url="http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"><valueString value="Roe"/></extension>',
      ['NAME Roe'],
    ],
    [
      '<text><div xmlns="http://www.w3.org/1999/xhtml"><p>Call 303-<b>555</b>-0139</p></div></text>',
      ['PHONE 303-555-0139'],
    ],
    ['<meta><lastUpdated value="2026-01-02T10:00:00Z"/></meta>', []],
  ])('%s', (inner, found) => {
    expect(labelled(fhir('Patient', inner))).toEqual(found);
  });

  it('reads the resources of a Bundle each as what it is', () => {
    const body = fhir(
      'Bundle',
      '<entry><resource><Organization><identifier><value value="77123"/></identifier></Organization></resource></entry>' +
        '<entry><resource><Patient><identifier><value value="88123"/></identifier></Patient></resource></entry>',
    );
    expect(labelled(body)).toEqual(['OTHER_ID 77123', 'MRN 88123']);
  });
});
