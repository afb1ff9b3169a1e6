import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkBody } from '../../../bench/fuzz/check-body.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';

const value = '219-45-7730';
const plant = { text: `SSN: ${value}`, value };
const json = (data: unknown): string => JSON.stringify({ data });
const hl7 = (text: string): string => `MSH|^~\\&|A|B\rNTE|1||${text}\r`;
const mixed = Buffer.concat([
  Buffer.from('--b\r\nContent-Type: application/json\r\n\r\n'),
  gzipSync(JSON.stringify({ note: plant.text })),
  Buffer.from('\r\n--b--\r\n'),
]);

describe('what is written to pass unseen', () => {
  it.each([
    ['a text in its characters', 'application/json', json([...plant.text])],
    [
      'Brotli in base64 behind an escape that is text',
      'text/html',
      `<p>Hi</p><pre>{"a":"b\\r\\n${brotliCompressSync(`${plant.text} and so on`).toString('base64')}"}</pre>`,
    ],
    [
      'Brotli in base64',
      'application/json',
      json(brotliCompressSync(`${plant.text} and so on`).toString('base64')),
    ],
    ['a form with a file in base64', 'application/json', json(mixed.toString('base64'))],
    [
      'separators that numbers are written with',
      'application/hl7-v2',
      `MSH-^~\\&-A\rNTE-1--${plant.text}`,
    ],
    [
      'an escape of HL7 v2 without an end',
      'application/hl7-v2',
      hl7(`\\X${Buffer.from(plant.text).toString('hex')}`),
    ],
    [
      'escapes that only old programs read',
      'application/x-www-form-urlencoded',
      'a=SSN: 219%u002d45%u002d7730',
    ],
    [
      'a reference without an end',
      'application/xml',
      `<a>${plant.text.replaceAll('-', '&#45 ')}</a>`,
    ],
    ['a namespace that is none', 'application/xml', `<a xmlns="urn:SSN%3A%20(${value})"/>`],
    ['sections that go on', 'application/xml', '<a><![CDATA[SSN: 2]]><![CDATA[19-45-]]>7730</a>'],
    ['a template beside a word', 'text/html', `<template><p>${plant.text}</template><noscript>x`],
  ])('is found or held: %s', (_, type, body) => {
    expect(checkBody({ type, bytes: Buffer.from(body) }, plant)).toMatch(/^(?:found|quarantined)$/);
  });

  it.each([
    ['grades', ['A', 'B', 'A', 'C', 'B', 'A', 'A', '-']],
    ['answers', ['5', '4', '-', '5', '3', '2', '1', '4']],
    ['short ids', ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7', 'h8']],
  ])('is not every list of characters: %s', (_, list) => {
    expect(parseOrThrow(json(list)).unreadable).toEqual([]);
  });
});

describe('sections of XML', () => {
  it('that stand on lines of their own are values of their own', () => {
    const body = '<a>\n<![CDATA[<b>1</b>]]>\n<![CDATA[two]]>\n</a>';
    const { segments } = parseOrThrow(body, 'application/xml');
    expect(segments.map(({ text }) => text)).toEqual(['1', 'two']);
  });

  it('are written where they begin', () => {
    const payload = parseOrThrow('<a>x <![CDATA[Ad]]><![CDATA[a]]> & y</a>', 'application/xml');
    const at = payload.segments[0]?.text.indexOf('Ada') ?? -1;
    const changed = payload.rewrite([{ segment: 0, start: at, end: at + 3, text: 'X1' }]);
    const again = parseOrThrow(Buffer.from(changed), 'application/xml');
    expect(again.segments.map(({ text }) => text)).toEqual(['x X1 & y']);
  });
});

describe('numbers that no program can hold', () => {
  it('stay the same to the byte where something else is replaced', () => {
    const body = '{"id":1234567890123456789012345,"x":1e999,"y":-0.0E-400,"__proto__":{"a":"Ada"}}';
    const payload = parseOrThrow(body);
    const segment = payload.segments.findIndex(({ text }) => text === 'Ada');
    const changed = payload.rewrite([{ segment, start: 0, end: 3, text: 'X1' }]);
    expect(Buffer.from(changed).toString()).toBe(body.replace('Ada', 'X1'));
  });
});
