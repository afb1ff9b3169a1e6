import { calendar } from './formats/calendar.ts';
import { csv } from './formats/csv.ts';
import { form } from './formats/form.ts';
import { html } from './formats/html.ts';
import { hl7v2 } from './formats/hl7v2.ts';
import { json } from './formats/json.ts';
import { mail } from './formats/mail.ts';
import { multipart } from './formats/multipart.ts';
import { text } from './formats/text.ts';
import { vcard } from './formats/vcard.ts';
import { xml } from './formats/xml.ts';
import type { Format } from './parsed.ts';

/** Every format Cordon reads. The first that accepts the media type is used. */
export const FORMATS: readonly Format[] = [
  json,
  hl7v2,
  xml,
  html,
  csv,
  form,
  multipart,
  mail,
  calendar,
  vcard,
  text,
];
