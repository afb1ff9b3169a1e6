import fc from 'fast-check';
import { carrier, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

const SIGNS = ['|^~\\&', '|^~\\&', '!@~\\&', '#^*$%', '|$~\\^'] as const;

function escapeHl7(
  text: string,
  [field, component, repetition, escape, sub]: readonly string[],
): string {
  const names = new Map([
    [field, 'F'],
    [component, 'S'],
    [repetition, 'R'],
    [escape, 'E'],
    [sub, 'T'],
  ]);
  return [...text]
    .map((character) => {
      const name = names.get(character);
      if (name !== undefined) return `${escape ?? ''}${name}${escape ?? ''}`;
      return character === '\n' ? `${escape ?? ''}.br${escape ?? ''}` : character;
    })
    .join('');
}

/** HL7 v2: separators of its own, escapes, repetitions, components, characters as hexadecimal digits. */
export const hl7v2: Generate = (plant) =>
  fc
    .tuple(
      fc.constantFrom(...SIGNS),
      carrier,
      word,
      fc.nat(5),
      fc.boolean(),
      fc.constantFrom('\r', '\n', '\r\n'),
    )
    .map(([signs, carry, other, where, isHex, end]) => {
      const [f = '|', c = '^', r = '~', e = '\\'] = signs;
      const text = carry(plant.text);
      const value = isHex
        ? `${e}X${Buffer.from(plant.text).toString('hex').slice(0, 60)}${e}`
        : escapeHl7(text, Array.from(signs));
      // What is longer than an escape may be is no escape.
      const safe =
        isHex && plant.text.length > 30 ? escapeHl7(plant.text, Array.from(signs)) : value;
      const line = (fields: readonly string[]): string => fields.join(f);
      const lines = [
        line([
          'MSH',
          signs.slice(1),
          'A',
          'B',
          'C',
          'D',
          '20260101',
          '',
          `ADT${c}A01`,
          '1',
          'P',
          '2.5.1',
        ]),
        line(['EVN', 'A01', '20260101']),
        [
          line([
            'PID',
            '1',
            '',
            `77${c}${c}${c}X${c}MR`,
            '',
            `Doe${c}Jane`,
            '',
            '',
            '',
            '',
            '',
            '',
            safe,
          ]),
          line(['NTE', '1', 'L', `${escapeHl7(other, Array.from(signs))} ${safe}`]),
          line(['OBX', '1', 'TX', `1${c}note`, '', safe, '', '', '', '', '', 'F']),
          line(['OBX', '1', 'ST', `1${c}note`, '', `x${r}${safe}`, '', '', '', '', '', 'F']),
          line(['ZXX', `a${c}b${c}${safe}`, 'c']),
          safe,
        ][where] ?? '',
        line(['PV1', '1', 'O']),
      ];
      return { type: 'application/hl7-v2', bytes: Buffer.from(lines.join(end)) };
    });

/** FHIR JSON: names, identifiers, extensions, narratives, attachments. */
export const fhir: Generate = (plant) =>
  fc.tuple(carrier, word, fc.nat(7), fc.boolean()).map(([carry, other, where, isBundle]) => {
    const value = carry(plant.text);
    const data = Buffer.from(plant.text).toString('base64');
    const resource: object =
      [
        { resourceType: 'Patient', name: [{ text: plant.text, family: other }] },
        { resourceType: 'Patient', telecom: [{ system: 'other', value }] },
        {
          resourceType: 'Observation',
          status: 'final',
          code: { text: other },
          note: [{ text: value }],
        },
        {
          resourceType: 'DocumentReference',
          content: [{ attachment: { contentType: 'text/plain', data } }],
        },
        {
          resourceType: 'Observation',
          extension: [{ url: 'https://example.com/x', valueString: value }],
        },
        {
          resourceType: 'Basic',
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml">${plant.text}</div>`,
          },
        },
        {
          resourceType: 'QuestionnaireResponse',
          item: [{ linkId: '1', text: 'Note', answer: [{ valueString: value }] }],
        },
        { resourceType: 'Binary', contentType: 'text/plain', data },
      ][where] ?? {};
    const body = isBundle
      ? { resourceType: 'Bundle', type: 'message', entry: [{ resource }] }
      : resource;
    return { type: 'application/fhir+json', bytes: Buffer.from(JSON.stringify(body)) };
  });

const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** C-CDA: coded parts, narratives with tables and styled words, bodies that are no XML. */
export const ccda: Generate = (plant) =>
  fc.tuple(carrier, word, fc.nat(6)).map(([carry, other, where]) => {
    const value = xmlText(carry(plant.text));
    const own = xmlText(plant.text);
    const section = (text: string): string =>
      `<component><structuredBody><component><section><title>${xmlText(other)}</title><text>${text}</text></section></component></structuredBody></component>`;
    const patient = (inner: string): string =>
      `<recordTarget><patientRole><id extension="1" root="2.16.1"/>${inner}</patientRole></recordTarget>`;
    const inside =
      [
        patient(`<addr><streetAddressLine>${own}</streetAddressLine></addr>`),
        patient(`<telecom value="${value}"/>`),
        section(`<paragraph>see <content styleCode="Bold">${value}</content></paragraph>`),
        section(
          `<table><thead><tr><th>Note</th></tr></thead><tbody><tr><td>${value}</td></tr></tbody></table>`,
        ),
        section(`<list><item ID="a">${value}</item></list>`),
        `<component><nonXMLBody><text mediaType="text/plain" representation="B64">${Buffer.from(plant.text).toString('base64')}</text></nonXMLBody></component>`,
        `<title>${value}</title>`,
      ][where] ?? '';
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>${inside}</ClinicalDocument>`;
    return { type: 'application/xml', bytes: Buffer.from(body) };
  });
