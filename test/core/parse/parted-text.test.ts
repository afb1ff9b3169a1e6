import { describe, expect, it } from 'vitest';
import { encodedRuns } from '../../../lambdas/core/parse/encoded-text.ts';
import { partedTexts } from '../../../lambdas/core/parse/parted-text.ts';

const NOTE = 'Patient Mara Lindqvist, SSN 123-45-6789';
const cut = (text: string, length: number, sign: string): string =>
  (text.match(new RegExp(`.{1,${String(length)}}`, 'g')) ?? []).join(sign);
const base64 = Buffer.from(NOTE).toString('base64');
const hex = Buffer.from(NOTE).toString('hex');

describe('an encoded text that is cut in pieces', () => {
  it.each([
    ['base64 cut by dots', cut(base64, 4, '.')],
    ['base64 cut where no group of letters ends', cut(base64, 5, '.')],
    ['base64 cut letter by letter', cut(base64, 1, '|')],
    ['base64 cut in long pieces', cut(base64, 20, ',')],
    ['base64 cut after a label', `ref:${cut(base64, 8, '.')}`],
    [
      'base64 whose pieces are filled up',
      cut(NOTE, 7, '\n')
        .split('\n')
        .map((part) => Buffer.from(part).toString('base64'))
        .join('.'),
    ],
    [
      'base64 whose first piece is not filled up',
      [NOTE.slice(0, 1), ...cut(NOTE.slice(1), 7, '\n').split('\n')]
        .map((part) => Buffer.from(part).toString('base64'))
        .join('.')
        .replace('==', ''),
    ],
    ['hexadecimal digits cut by colons', cut(hex, 2, ':')],
    ['hexadecimal digits cut by spaces', `say ${cut(hex.toUpperCase(), 2, ' ')}!`],
    ['hexadecimal digits cut by hyphens', cut(hex, 2, '-')],
    ['hexadecimal digits cut by fours', cut(hex, 4, ':')],
  ])('is read: %s', (_, text) => {
    expect(encodedRuns(text).map((run) => run.text)).toEqual([NOTE]);
  });

  it.each([
    ['base64', `see ${cut(base64, 5, '.')} there`],
    ['hexadecimal digits', `see ${cut(hex, 2, ':')} there`],
  ])('is written back in pieces, in %s', (_, text) => {
    const [run] = encodedRuns(text);
    if (run === undefined) throw new Error('nothing is read');
    expect(text.slice(run.start, run.end)).toBe(text.slice(4, -6));
    const written = `see ${run.encode('Patient [NAME], SSN [SSN]')} there`;
    expect(encodedRuns(written).map((again) => again.text)).toEqual(['Patient [NAME], SSN [SSN]']);
    expect(written).toMatch(/^see \w+(?:[.:]\w+)+=* there$/);
  });

  it('leaves other encoded texts around it as they are', () => {
    const text = `${base64} ${cut(hex, 2, ':')} and ${base64}.`;
    expect(encodedRuns(text).map((run) => run.text)).toEqual([NOTE, NOTE, NOTE]);
  });

  it.each([
    'https://www.example.org/a/very/long/path/of/pages.html?with=a&query=string',
    'jane.roe.lindqvist@hospital.example.org',
    '00:1B:44:11:3A:B7 and 2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    '9f:86:d0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15:a3:bf:4f:1b',
    '10 20 30 40 50 60 70 80 90 11',
    '12:30:45:50:55:60:65:70:75:59',
    '3f8a9d1c-2b4e-5f60-7182-93a4b5c6d7e8',
    'com.example.application.service.impl.Component.method',
    '1,234,567,890,123,456,789',
    `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"sub":"1234567"}').toString('base64url')}.c2lnbmF0dXJlAA`,
  ])('is not seen in %s', (text) => {
    expect(partedTexts(text)).toEqual([]);
  });

  it.each(['a.', 'ab:', 'aaaaaaaaaaaaaaaaaaaaaaa.', 'a.b:', '50:', '50 ', '5 ', 'a=.', '50-', 'a'])(
    'is sought in a megabyte of %j in linear time',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const start = process.cpuUsage();
      partedTexts(text);
      expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
    },
  );
});
