import fc from 'fast-check';
import { form } from './formats/form.ts';
import { calendar, vcard } from './formats/content-lines.ts';
import { ccda, fhir, hl7v2 } from './formats/health.ts';
import { cut, hostile } from './formats/hostile.ts';
import { json } from './formats/json.ts';
import { html, xml } from './formats/markup.ts';
import { mail, multipart } from './formats/mime.ts';
import { csv, gzip, text } from './formats/plain.ts';
import { nested } from './formats/nested.ts';
import { wide } from './formats/wide.ts';
import type { Generate } from './generate.ts';

const told = {
  json,
  form,
  multipart,
  xml,
  html,
  hl7v2,
  fhir,
  ccda,
  csv,
  text,
  mail,
  calendar,
  vcard,
  gzip,
  wide,
  nested,
  hostile,
};

/** Bodies whose sender says something else of them, or nothing. */
const mistyped: Generate = (plant) =>
  fc
    .tuple(
      fc.oneof(...Object.values(told).map((generate) => generate(plant))),
      fc.constantFrom(
        '',
        'text/plain',
        'application/json',
        'text/html',
        'application/xml',
        'text/csv',
        'application/x-www-form-urlencoded',
        'application/octet-stream',
        'multipart/form-data; boundary=xYzZY',
        'message/rfc822',
        'application/hl7-v2',
        'text/plain; charset=utf-16',
        'text/x-unknown',
      ),
    )
    .map(([{ bytes }, type]) => ({ type, bytes }));

/** Any of them, cut off. */
const short: Generate = (plant) =>
  fc.oneof(...Object.values(told).map((generate) => cut(generate)(plant)));

/** Generators by the name of their format. */
export const FUZZED: Readonly<Record<string, Generate>> = { ...told, mistyped, short };
