import type { FileContent } from '../extract/content.ts';
import { fileKind } from '../extract/file-kind.ts';
import { decodeText } from '../parse/decode-text.ts';
import { htmlContent } from '../parse/html-text.ts';
import { typeOfFile } from '../parse/mime/known-types.ts';
import { isUtf8Compatible, readMediaType } from '../parse/media-type.ts';
import { parsePayload } from '../parse/parse.ts';
import { pathBelow } from '../parse/path.ts';
import { readMessageText } from '../parse/read-message-text.ts';
import type { Document, Segment, UnreadablePart } from '../scan/document.ts';
import { holdsEncodedBlock } from './encoded-block.ts';
import { greetedName } from './greeting.ts';
import { JoinedWords } from './joined-words.ts';
import type { Attachment, EmailMessage, OutboundMessage } from './outbound-message.ts';
import type { TextMessage } from './text-message.ts';
import { readingsOf, wordsOfName } from './text-readings.ts';

/** What attachments say that are not text, by their content: somebody who can read them did so before. */
export type AttachedFiles = ReadonlyMap<Uint8Array, FileContent>;
export const NO_FILES: AttachedFiles = new Map();

/** Segments of one message; what lies beyond counts as unread. */
const MAX_SEGMENTS = 100_000;
/** Words of an address or an id are no sentence; whose mailbox it is says nothing about anybody else. */
const MADE_UP = 'mailbox';
/** What the display name of somebody who gets the message is. */
const RECIPIENT_NAME = 'recipient name';

/**
 * Everything in a message that could carry PHI, as one document: subject, bodies, display names, headers,
 * metadata, and what attachments say. Recipients' addresses are where the message goes, not what it says;
 * those of the sender are shown to every recipient, and the part before the `@` can say anything.
 */
export function messageDocument(
  message: OutboundMessage,
  files: AttachedFiles = NO_FILES,
): Document {
  const reading: Reading = { segments: [], unreadable: [], files, joined: new JoinedWords() };
  switch (message.channel) {
    case 'email':
      readMail(reading, message);
      break;
    case 'sms':
    case 'whatsapp':
    case 'push':
      readTextMessage(reading, message);
      break;
  }
  readMetadata(reading, message);
  const { segments, unreadable, joined } = reading;
  for (const segment of joined.segments()) segments.push(segment);
  if (joined.isExceeded) unreadable.push({ path: '', reason: 'too_many_segments' });
  if (segments.length > MAX_SEGMENTS) {
    segments.length = MAX_SEGMENTS;
    unreadable.push({ path: '', reason: 'too_many_segments' });
  }
  return { segments, careContext: false, unreadable };
}

/** Adds what a mail says. */
function readMail(reading: Reading, message: EmailMessage): void {
  const { segments } = reading;
  say(reading, 'subject', message.subject);
  if (message.text !== undefined) readBody(reading, 'text', message.text);
  if (message.html !== undefined) readHtml(reading, 'html', message.html);

  for (const [field, addresses] of Object.entries({
    from: [message.from],
    replyTo: message.replyTo,
  })) {
    addresses.forEach(({ name, address }, index) => {
      const path = `${field}/${String(index)}`;
      if (name !== undefined) say(reading, `${path}/name`, name);
      const local = address.slice(0, address.lastIndexOf('@'));
      sayWords(reading, `${path}/address`, local);
      reading.joined.add(`${path}/address`, address, 'alone');
    });
  }
  for (const [field, addresses] of Object.entries({
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
  })) {
    addresses.forEach(({ name }, index) => {
      if (name !== undefined) {
        say(reading, `${field}/${String(index)}/name`, name, RECIPIENT_NAME);
      }
    });
  }
  Object.entries(message.headers).forEach(([name, text], index) => {
    const path = `headers/${String(index)}`;
    segments.push({ path, text: name, role: 'key' });
    sayWords(reading, `${path}/name`, name);
    reading.joined.add(`${path}/name`, name, 'said');
    say(reading, path, text, name);
  });
  message.attachments.forEach((attachment, index) => {
    readAttachment(reading, attachment, `attachments/${String(index)}`);
  });
}

/** Adds what a text message says. What is behind the address of its media is not fetched: the address is what is known. */
function readTextMessage(reading: Reading, message: TextMessage): void {
  const { from, text, mediaUrls } = message;
  readBody(reading, 'text', text);
  // A number says nothing; a sender's name can say anything.
  if (from !== undefined && /\p{L}/u.test(from)) sayWords(reading, 'from', from);
  mediaUrls.forEach((url, index) => readUrl(reading, `mediaUrls/${String(index)}`, url));
}

/** Adds an address as it stands, each name in it, and its query as the form that it is. */
function readUrl(reading: Reading, path: string, url: string): void {
  for (const text of readingsOf(url).texts) reading.joined.add(path, text, 'said');
  say(reading, path, url);
  const [address = '', ...query] = url.split(/[?#]/);
  for (const name of address.split('/')) {
    for (const text of readingsOf(name).texts) sayWords(reading, path, text);
  }
  for (const form of query) sayText(reading, path, form);
}

function readMetadata(reading: Reading, { metadata }: OutboundMessage): void {
  Object.entries(metadata).forEach(([name, text], index) => {
    const path = `metadata/${String(index)}`;
    reading.segments.push({ path, text: name, role: 'key' });
    reading.joined.add(path, name, 'said');
    sayText(reading, path, text, lastName(name));
    reading.joined.add(path, text, 'said');
  });
}

/** A document that is being put together. */
interface Reading {
  readonly segments: Segment[];
  readonly unreadable: UnreadablePart[];
  readonly files: AttachedFiles;
  readonly joined: JoinedWords;
}

/** Adds a line as it stands and as a mail program decodes it. */
function say(reading: Reading, path: string, line: string, hint?: string): void {
  const { texts, unread } = readingsOf(line);
  for (const text of texts) {
    sayText(reading, path, text, hint);
    reading.joined.add(path, text, 'said');
  }
  if (unread) reading.unreadable.push({ path, reason: 'encoded_content' });
}

/** Adds a text with what is encoded in it. */
function sayText(reading: Reading, path: string, text: string, hint?: string): void {
  const { segments, unreadable } = readMessageText(path, text, hint);
  for (const segment of segments) reading.segments.push(segment);
  reading.unreadable.push(...unreadable);
}

/** Adds the words of a made-up name. Its case says nothing; abbreviations are known by their capitals. */
function sayWords({ segments }: Reading, path: string, name: string): void {
  const words = wordsOfName(name);
  segments.push({ path, text: words, role: 'value', hint: MADE_UP });
  const capitals = words.toUpperCase();
  if (capitals !== words) segments.push({ path, text: capitals, role: 'value', hint: MADE_UP });
}

/** Adds a text that people read: what it greets is a name whatever it looks like. */
function readBody(reading: Reading, path: string, text: string): void {
  sayText(reading, path, text);
  reading.joined.add(path, text, 'alone');
  if (holdsEncodedBlock(text)) reading.unreadable.push({ path, reason: 'encoded_content' });
  const name = greetedName(text);
  if (name !== undefined) {
    reading.segments.push({
      path: `${path}/greeting`,
      text: name,
      role: 'value',
      hint: RECIPIENT_NAME,
    });
  }
}

/** File name, type and content id are headers of the part: they arrive as well as its content. */
function readAttachment(reading: Reading, given: Attachment, path: string): void {
  const { segments, unreadable } = reading;
  const { filename, contentId, content } = given;
  const contentType = typeOf(given);
  const attachment = { ...given, contentType };
  say(reading, `${path}/filename`, filename);
  if (contentId !== undefined) {
    say(reading, `${path}/contentId`, contentId);
    sayWords(reading, `${path}/contentId`, contentId);
  }
  // A type is whatever its sender says. Known ones have words and no numbers to speak of.
  const [subtype = '', ...parameters] = given.contentType.split(';');
  reading.joined.add(`${path}/contentType`, subtype, 'said');
  if (/\d{3}/.test(subtype)) say(reading, `${path}/contentType`, subtype);
  if (parameters.length > 0) say(reading, `${path}/contentType`, parameters.join(';'));
  // What has the form of a file and is called text may be opened as either: it is read as both.
  if (fileKind(content) !== undefined) {
    readAttachedFile(reading, reading.files.get(content), path);
    if (!isText(attachment)) return;
  }
  // UTF-16 without a mark passes for UTF-8 in which every other character is a NUL; text has none.
  if (content.includes(0)) {
    unreadable.push({ path, reason: 'invalid_encoding' });
    return;
  }
  const { type, charset } = readMediaType(contentType);
  // A browser opens a file by its name, whatever the message says of it.
  const isHtml = type === 'text/html';
  if (isHtml || isNamedHtml(filename)) {
    const decoded = isUtf8Compatible(charset) ? decodeText(content) : undefined;
    if (decoded === undefined) unreadable.push({ path, reason: 'invalid_encoding' });
    else readHtml(reading, path, decoded.text);
    if (isHtml || type === 'text/plain') return;
  }
  const parsed = parsePayload(content, contentType);
  if (parsed.kind === 'unreadable') {
    unreadable.push({ path, reason: parsed.reason });
    return;
  }
  const { payload } = parsed;
  for (const segment of payload.segments) {
    segments.push({ ...segment, path: pathBelow(path, segment.path) });
    reading.joined.add(path, segment.text, 'file');
  }
  if (payload.segments.some(({ text }) => holdsEncodedBlock(text))) {
    unreadable.push({ path, reason: 'encoded_content' });
  }
  for (const part of payload.unreadable) {
    unreadable.push({ ...part, path: pathBelow(path, part.path) });
  }
}

/** Adds what a file says that is not text. */
function readAttachedFile(reading: Reading, file: FileContent | undefined, path: string): void {
  const { segments, unreadable } = reading;
  if (file === undefined) {
    unreadable.push({ path, reason: 'unsupported_format' });
    return;
  }
  for (const segment of file.segments) {
    segments.push({ ...segment, path: pathBelow(path, segment.path) });
    reading.joined.add(path, segment.text, 'file');
  }
  if (file.segments.some(({ text }) => holdsEncodedBlock(text))) {
    unreadable.push({ path, reason: 'encoded_content' });
  }
  for (const part of file.unreadable) {
    unreadable.push({ ...part, path: pathBelow(path, part.path) });
  }
}

/** Programs that know no type say that it is bytes; whoever gets the file opens it by its name. */
function typeOf({ filename, contentType }: Attachment): string {
  if (readMediaType(contentType).type !== 'application/octet-stream') return contentType;
  return typeOfFile(filename) || contentType;
}

function isText({ contentType, filename }: Attachment): boolean {
  return (
    /^(?:text\/|application\/(?:json|x-www-form-urlencoded)|.*[+/](?:json|xml)$)/.test(
      readMediaType(contentType).type,
    ) || isNamedHtml(filename)
  );
}

function isNamedHtml(filename: string): boolean {
  return readingsOf(filename).texts.some((name) => /\.[sx]?html?\s*$/i.test(name));
}

function readHtml(reading: Reading, path: string, html: string): void {
  const { segments, unreadable } = htmlContent(path, html);
  const [page, ...others] = segments;
  if (page !== undefined) readBody(reading, path, page.text);
  for (const segment of others) {
    sayText(reading, segment.path, segment.text, segment.hint);
    // Nobody reads the names in a style; what is encoded in them is looked at as in every text.
    if (!segment.path.endsWith('/code')) reading.joined.add(path, segment.text, 'alone');
  }
  reading.unreadable.push(...unreadable);
}

/** Metadata names are dotted paths; the last part says what the value holds. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
