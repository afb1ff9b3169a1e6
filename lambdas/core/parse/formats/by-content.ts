import { contentLinesOf } from '../content-lines/parse-content-lines.ts';
import { readDelimiters } from '../hl7v2/delimiters.ts';
import { isJsonString, looksLikeJson } from '../looks-like-json.ts';
import type { ParseScope, ParseResult } from '../parsed.ts';
import type { Received } from '../received.ts';
import { parseCalendar } from './calendar.ts';
import { isCsvText, parseCsv } from './csv.ts';
import { parseVcard } from './vcard.ts';
import { parseHl7 } from './hl7v2.ts';
import { isXmlText } from '../xml/looks-like-xml.ts';
import { looksLikeMail, looksLikeMultipart } from '../mime/looks-like-mail.ts';
import { parseJson } from './json.ts';
import { parseMail } from './mail.ts';
import { parseMultipart } from './multipart.ts';
import { parseXml } from './xml.ts';

/**
 * Reads a payload by how it begins, whatever it was sent as: JSON, HL7 v2, XML, a table with names of columns. Undefined when it is none of
 * them: malformed JSON may still be readable text. What crosses a bound stays unreadable.
 */
export function parseByContent(received: Received, limits: ParseScope): ParseResult | undefined {
  const text = received.decoded?.text;
  if (text === undefined) return undefined;
  const parse = contentLinesReader(text, limits) ?? parserOf(text);
  const result = parse?.(received, limits);
  return result?.kind === 'unreadable' && result.reason === 'malformed' ? undefined : result;
}

/**
 * The same for what a standard begins with, tables aside: no page and no table begins so. What cannot be read by it is
 * left to those who read what it was sent as.
 */
export function parseBySignature(received: Received, limits: ParseScope): ParseResult | undefined {
  const text = received.decoded?.text;
  const parse = text === undefined ? undefined : readerOf(text);
  const result = parse?.(received, limits);
  return result?.kind === 'parsed' ? result : undefined;
}

type Parse = (received: Received, limits: ParseScope) => ParseResult;

/** A calendar or a card that has no type. As plain text it is a notation that whoever gets it reads otherwise. */
function contentLinesReader(text: string, { mediaType }: ParseScope): Parse | undefined {
  if (mediaType.type.startsWith('text/')) return undefined;
  const begin = contentLinesOf(text);
  if (begin === undefined) return undefined;
  return begin === 'VCARD' ? parseVcard : parseCalendar;
}

function parserOf(text: string): Parse | undefined {
  return readerOf(text) ?? (isCsvText(text) ? parseCsv : undefined);
}

function readerOf(text: string): Parse | undefined {
  if (looksLikeJson(text) || isJsonString(text)) return parseJson;
  if (readDelimiters(text) !== undefined) return parseHl7;
  if (isXmlText(text)) return parseXml;
  if (looksLikeMail(text)) return parseMail;
  if (looksLikeMultipart(text)) return parseMultipart;
  return undefined;
}
