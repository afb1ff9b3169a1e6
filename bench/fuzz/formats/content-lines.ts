import fc from 'fast-check';
import { carrier, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

const escaped = (text: string): string =>
  text
    .replace(/[\\,;]/g, '\\$&')
    .replace(/\r?\n/g, '\\n')
    .replace(/\r/g, ' ');
const folded = (line: string, at: number, end: string): string =>
  at === 0 ? line : line.replace(new RegExp(`(.{${String(at)}})(?=.)`, 'gu'), `$1${end} `);
/** As programs write it: what is no plain ASCII, and the sign itself. */
const quoted = (text: string): string =>
  text.replace(/[^ -<>-~]/gu, (character) =>
    [...Buffer.from(character)]
      .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );

const shape = fc.tuple(
  fc.constantFrom('\r\n', '\n'),
  fc.constantFrom(0, 20, 75),
  fc.constantFrom(...['SUMMARY', 'DESCRIPTION;LANGUAGE=en', 'COMMENT', 'X-NOTE', 'NOTE']),
);

/** Invitations (RFC 5545). */
export const calendar: Generate = (plant) =>
  fc.tuple(shape, carrier, word).map(([[end, fold, name], carry, title]) => {
    const text = carry(plant.text);
    const lines = [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', `SUMMARY:${escaped(title)}`],
      ...[`${name}:${escaped(text)}`, 'END:VEVENT', 'END:VCALENDAR', ''],
    ];
    const body = lines.map((line) => folded(line, fold, end)).join(end);
    return { type: 'text/calendar', bytes: Buffer.from(body) };
  });

/** Cards (RFC 6350, vCard 2.1). */
export const vcard: Generate = (plant) =>
  fc.tuple(shape, carrier, fc.boolean()).map(([[end, fold, name], carry, isOld]) => {
    const text = carry(plant.text);
    const note = isOld
      ? `NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:${quoted(text)}`
      : folded(`${name}:${escaped(text)}`, fold, end);
    const lines = ['BEGIN:VCARD', `VERSION:${isOld ? '2.1' : '4.0'}`, 'ORG:Clinic', note];
    return { type: 'text/vcard', bytes: Buffer.from([...lines, 'END:VCARD', ''].join(end)) };
  });
