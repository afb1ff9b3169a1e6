import { viewOf } from '../scan/normalize.ts';
import { armorReason } from './armored.ts';
import { mayHoldRun } from './base64-runs.ts';
import { holdsBrotliText } from './brotli-text.ts';
import { holdsDeflatedText, holdsEncodedFile, type KnownFile, knownFiles } from './encoded-file.ts';
import { encodedRuns, SHORTEST } from './encoded-text.ts';
import { addForm, isQuery } from './form/add-form.ts';
import { readDelimiters } from './hl7v2/delimiters.ts';
import { addHl7 } from './hl7v2/add-hl7.ts';
import { addHtml } from './html/add-html.ts';
import { escapeHtml } from './html/escape-html.ts';
import { looksLikeHtml } from './html/looks-like-html.ts';
import { addJson } from './json/add-json.ts';
import { readJson } from './json/read-json.ts';
import { looksLikeJson } from './looks-like-json.ts';
import { looksLikeMail, looksLikeMultipart } from './mime/looks-like-mail.ts';
import { MappedSlot } from './mapped-slot.ts';
import { unchanged, type MappedText } from './mapped-text.ts';
import { withoutEmphasis } from './markdown.ts';
import { shiftedBy, type Slot } from './slot.ts';
import { decodePercent, encodePercent } from './percent.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';
import { hasNotation, isStructuredText } from './structured-text.ts';
import { decodeReferences } from './references.ts';
import { addXml } from './xml/add-xml.ts';
import { isXmlText } from './xml/looks-like-xml.ts';
import { readXml } from './xml/read-xml.ts';
import { EmbeddedTooDeepError, type TextPlace } from './text-place.ts';

/** Text inside a text inside a text ... to this many levels; deeper is refused. */
const MAX_EMBEDDING = 4;
/** Shorter ones of words and numbers alone hold nothing but what they say: most values of most payloads. */
const LEAST_HIDING = 16;
const PLAIN_WORDS = /^[\w .,'-]*$/;
/** Of a message on one line, that are looked at. */
const MOST_FIELDS = 400;
/** Texts that were escaped or marked up so many times are unread. */
const MAX_LAYERS = 4;

/**
 * Adds a text value: as the JSON that it is, as the texts that are encoded in it, or as prose. What has
 * named fields in a notation that is not read here, or is a file, is an unreadable part as well.
 *
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addText(place: TextPlace, text: string): void {
  if (text.length < LEAST_HIDING && PLAIN_WORDS.test(text)) {
    addSegment(place, text, place.slot);
    return;
  }
  if (addEmbedded(place, text) || addEscaped(place, text)) return;
  const referred = decodeReferences(text);
  if (referred !== undefined && addInner(place, text, referred, escapeHtml)) return;
  const shown = withoutEmphasis(text);
  if (shown !== undefined && addInner(place, text, shown, (words) => words)) return;
  const quoted = decodeQuotedPrintable(text);
  if (quoted === undefined) addWords(place, text);
  else {
    const source = place.builder.addSource({ text, slot: place.slot });
    const { layers = 0 } = place;
    if (layers < MAX_LAYERS) {
      const slot = new MappedSlot(source, quoted, encodeQuotedPrintable);
      addText({ ...place, layers: layers + 1, slot }, quoted.text);
    }
    // It may as well mean what it says.
    addWords({ ...place, slot: new MappedSlot(source, unchanged(text), (words) => words) }, text);
  }
}

/** Adds a text that is no other notation as a whole: in parts, where others are encoded in it. */
function addWords(place: TextPlace, text: string): void {
  const { builder, path, embedding, isMessage = false } = place;
  const notation = place.isRendered === true ? hasNotation : isStructuredText;
  const isKnown = isMessage || place.plainText === text;
  const isStructured = !isKnown && notation(plain(text), builder.names);
  const mayHold = mayHoldRun(text, SHORTEST);
  const runs = encodedRuns(text, mayHold);
  const unread = embedding >= MAX_EMBEDDING && runs.length > 0;
  if (isStructured) builder.addUnreadable({ path, reason: 'unsupported_format' });
  if (unread) builder.addUnreadable({ path, reason: 'encoded_content' });
  if (unread || runs.length === 0) {
    addSegment(place, text, place.slot, unread ? [] : addFiles(place, text, mayHold));
    return;
  }
  const source = builder.addSource({ text, slot: place.slot });
  let done = 0;
  const addBetween = (end: number): void => {
    const start = done;
    if (end <= start) return;
    const words = text.slice(start, end);
    const files = addFiles(place, words);
    const slot: Slot = {
      source,
      write: (changed) => ({ start, end, text: changed }),
      locate: shiftedBy(start),
    };
    addSegment(place, words, slot, files);
  };
  for (const { start, end, text: inner, encode } of runs) {
    addBetween(start);
    const slot: Slot = {
      source,
      write: (changed) => ({ start, end, text: encode(changed) }),
    };
    const within = { path: `${path}~decoded`, field: undefined, slot };
    addText({ ...place, ...within, embedding: embedding + 1 }, inner);
    done = end;
  }
  addBetween(text.length);
}

/**
 * Adds the files that are encoded in a text, and says where those stand that a reader of documents knows. Who reads
 * messages looks for files in them, by their length.
 */
function addFiles(
  { builder, path, isMessage = false }: TextPlace,
  text: string,
  mayHold = mayHoldRun(text, SHORTEST),
): KnownFile[] {
  const armored = armorReason(text);
  if (armored !== undefined) builder.addUnreadable({ path, reason: armored });
  if (mayHold && holdsBrotliText(text, builder.expanded)) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
  }
  if (!(isMessage ? mayHold && holdsDeflatedText(text) : holdsEncodedFile(text, mayHold)))
    return [];
  const files = isMessage ? undefined : knownFiles(text);
  if (files === undefined) builder.addUnreadable({ path, reason: 'encoded_content' });
  for (const { bytes } of files ?? []) builder.addFile(path, bytes);
  return files ?? [];
}

function addSegment(
  { builder, path, hint, field }: TextPlace,
  text: string,
  slot: Slot,
  known: readonly KnownFile[] = [],
): void {
  const files = known.length === 0 ? undefined : known.map(({ start, end }) => ({ start, end }));
  builder.addSegment({ path, text, role: 'value', hint, field, files }, slot);
}

/** The text as the recognisers see it, with escapes decoded. */
function plain(text: string): string {
  return viewOf({ path: '', text, role: 'value' }).text;
}

/** Percent escapes are decoded level by level: each may hold another notation. */
function addEscaped(place: TextPlace, text: string): boolean {
  const decoded = decodePercent(text);
  if (decoded === undefined) return false;
  const source = place.builder.addSource({ text, slot: place.slot });
  const asItStands = new MappedSlot(source, unchanged(text), (words) => words);
  if (!addInner({ ...place, slot: asItStands }, text, decoded, encodePercent)) return false;
  // Decoded, a web address ends at its first space, and what stands behind it is nobody's name to tell.
  if (ADDRESS.test(text) && ESCAPED_SPACE.test(text)) {
    addWords({ ...place, plainText: text, slot: asItStands }, text);
  }
  return true;
}

const ADDRESS = /:\/\/|%3A(?:\/|%2F){2}/i;
const ESCAPED_SPACE = /%(?:25){0,8}(?:20|09|0[AD])/i;

/** Adds a text that stands in pieces in another one. False where it is too deep in others to be looked into. */
function addInner(
  place: TextPlace,
  text: string,
  inner: MappedText,
  encode: (text: string) => string,
): boolean {
  const { builder, path, slot, layers = 0 } = place;
  if (layers >= MAX_LAYERS) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
    return false;
  }
  const source = builder.addSource({ text, slot });
  addText(
    { ...place, layers: layers + 1, slot: new MappedSlot(source, inner, encode) },
    inner.text,
  );
  return true;
}

function addEmbedded(place: TextPlace, text: string): boolean {
  if (readDelimiters(text) !== undefined) return addMessage(place, text);
  if (looksLikeMail(text) || looksLikeMultipart(text)) return addMail(place, text);
  return (
    (looksLikeJson(text) && addObject(place, text)) ||
    (isQuery(text) && addQuery(place, text)) ||
    (looksLikeHtml(text) && addPage(place, text)) ||
    (isXmlText(text) && addDocument(place, text))
  );
}

/** JSON in a value. */
function addObject(place: TextPlace, text: string): boolean {
  const { builder, limits, path, hint, slot, embedding, depth } = place;
  // Refused only if it is JSON: prose that begins with a bracket is prose at any level.
  if (embedding >= MAX_EMBEDDING) {
    if (readJson(text, limits, depth).kind === 'read') {
      throw new EmbeddedTooDeepError('embedded JSON is too deep');
    }
    return false;
  }
  // Outer sources are registered before the inner ones they hold; unused, one costs nothing.
  const source = builder.addSource({ text, slot });
  const reason = addJson(
    { builder, source, limits, path: `${path}~json`, hint, embedding: embedding + 1, depth },
    addText,
  );
  if (reason === 'too_deep') throw new EmbeddedTooDeepError('embedded JSON is too deep');
  return reason === undefined;
}

/** An HL7 v2 message in a value, as interface engines post it. */
function addMessage(place: TextPlace, text: string): boolean {
  const { builder, limits, path, slot, embedding, depth } = place;
  if (embedding >= MAX_EMBEDDING) throw new EmbeddedTooDeepError('embedded message is too deep');
  if (isOnOneLine(text)) builder.addUnreadable({ path, reason: 'malformed' });
  const source = builder.addSource({ text, slot });
  const within = { path: `${path}~hl7/`, embedding: embedding + 1, depth };
  return addHl7({ builder, limits, source, ...within }, addText);
}

/** Segments that follow the first without a line end between them: a page that shows a message has none. */
function isOnOneLine(text: string): boolean {
  const { field = '' } = readDelimiters(text) ?? {};
  const [, ...others] = text.trim().split(field, MOST_FIELDS);
  return others.some(
    (words) => /\S\s(?:[A-Z]{3}|[A-Z]{2}\d)$/.test(words) && !/[\r\n]/.test(words),
  );
}

/** HTML in a value, as mail and forms have it. */
function addPage(place: TextPlace, text: string): boolean {
  const { builder, path, slot, layers = 0 } = place;
  if (layers >= MAX_LAYERS) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
    return false;
  }
  const source = builder.addSource({ text, slot });
  addHtml({ ...place, source, path: `${path}~html` }, addText);
  return true;
}

/** A query string in a value: each of its values under its name. */
function addQuery(place: TextPlace, text: string): boolean {
  const { builder, path, slot, layers = 0 } = place;
  if (layers >= MAX_LAYERS) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
    return false;
  }
  const source = builder.addSource({ text, slot });
  const from = /^[?#]/.test(text) ? 1 : 0;
  const within = { path: `${path}~form/`, field: undefined, layers: layers + 1 };
  return addForm({ ...place, ...within, source, from }, addText);
}

/** A whole mail in a value, as vendors post one that they received. Where it cannot be read it is read as prose. */
function addMail(place: TextPlace, text: string): boolean {
  const { builder, path, slot, embedding } = place;
  if (builder.readInner === undefined || /\p{Surrogate}/u.test(text)) return false;
  if (embedding >= MAX_EMBEDDING) throw new EmbeddedTooDeepError('embedded mail is too deep');
  const result = builder.readInner(Buffer.from(text), looksLikeMail(text) ? MAIL : FORM);
  if (result.kind === 'unreadable') {
    builder.addUnreadable({ path, reason: result.reason });
    return false;
  }
  const whole = { start: 0, end: text.length };
  builder.addPart(`${path}~mail`, {
    ...whole,
    payload: result.payload,
    source: builder.addSource({ text, slot }),
    isVerbatim: true,
    write: (bytes) => [{ ...whole, text: Buffer.from(bytes).toString('utf8') }],
  });
  return true;
}

const MAIL = 'message/rfc822';
const FORM = 'multipart/form-data';

const NOTHING = (): void => undefined;
const UNHEARD = { open: NOTHING, close: NOTHING, text: NOTHING, cdata: NOTHING, aside: NOTHING };

/** An XML document in a value: a C-CDA in JSON, a narrative of FHIR. Broken XML is left to those who read prose. */
function addDocument(place: TextPlace, text: string): boolean {
  const { builder, limits, path, hint, slot, embedding, depth } = place;
  const refused = readXml(text, limits, depth, UNHEARD);
  if (refused === 'too_deep') throw new EmbeddedTooDeepError('embedded XML is too deep');
  if (refused !== undefined) return false;
  if (embedding >= MAX_EMBEDDING) throw new EmbeddedTooDeepError('embedded XML is too deep');
  const source = builder.addSource({ text, slot });
  const within = { path: `${path}~xml`, hint, embedding: embedding + 1, depth };
  addXml({ builder, limits, source, ...within }, addText);
  return true;
}
