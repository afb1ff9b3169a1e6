import { addName } from '../add-name.ts';
import { addText } from '../add-text.ts';
import type { ParseScope } from '../parsed.ts';
import { MappedSlot } from '../mapped-slot.ts';
import { MappedText, unchanged } from '../mapped-text.ts';
import { pathName } from '../path.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import { shiftedBy, type Slot } from '../slot.ts';
import type { TextPlace } from '../text-place.ts';
import { decodeHeader } from './encoded-words.ts';
import { HeaderSlot } from './header-slot.ts';
import { isKnownType } from './known-types.ts';
import { asBoundary, isMadeBoundary } from './made-boundary.ts';
import { readParameters, type ParameterList } from './parameters.ts';
import type { HeaderField } from './read-headers.ts';

/** Fields whose names say nothing of anybody: those of mail (RFC 5322, 2045, 8601, 6376) and of what carries it. */
const KNOWN_FIELD =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|in-reply-to|references|received|return-path|delivered-to|mime-version|content-(?:type|disposition|transfer-encoding|id|description|length|language|location)|dkim-signature|authentication-results|arc-[a-z-]+|x-[a-z-]{1,40}|list-[a-z-]+|auto-submitted|precedence|importance|priority|user-agent|thread-(?:topic|index)|feedback-id|received-spf|comments|keywords)$/;
const WITH_PARAMETERS = /^content-(?:type|disposition)$/;
/** What these say is how the part is to be read, and nothing else. */
const ENCODING = /^\s*(?:7bit|8bit|binary|base64|quoted-printable)\s*$/i;
const DISPOSITION = /^(?:form-data|attachment|inline)$/;
const CHARSET = /^[a-z]{1,12}[-_]?(?:\d{1,5}[-_]?){0,3}[a-z]{0,4}$/i;
const PLAIN_PARAMETER: Readonly<Record<string, RegExp>> = {
  charset: CHARSET,
  format: /^(?:flowed|fixed)$/i,
  delsp: /^(?:yes|no)$/i,
  type: /^[a-z]+\/[a-z]+$/i,
  size: /^\d{1,12}$/,
};

/** What a part's header says of how to read it. */
export interface PartHeader {
  /** The whole Content-Type, unfolded; empty where there is none. */
  readonly contentType: string;
  /** `type/subtype` in small letters. */
  readonly type: string;
  readonly encoding: string;
  /** The name of a form's field. */
  readonly name: string | undefined;
  readonly filename: string | undefined;
  /** Its Content-Length, for whoever changes the content. */
  readonly length: HeaderField | undefined;
}

/** Adds what the fields of a header say, names that are not common among them, and answers what is told of the part. */
export function addFields(
  builder: PayloadBuilder,
  scope: ParseScope,
  fields: readonly HeaderField[],
  path: string,
): PartHeader {
  const lists = new Map<string, ParameterList>();
  const { root } = builder;
  fields.forEach((field, position) => {
    const { name, start, end } = field;
    const at = `${path}header:${pathName(name, position)}`;
    if (!KNOWN_FIELD.test(name)) addFieldName(builder, scope, field, at);
    const raw = root.text.slice(start, end);
    if (name === 'content-transfer-encoding' && ENCODING.test(raw)) return;
    if (WITH_PARAMETERS.test(name)) {
      const list = readParameters(root, start, end);
      // The second of its kind is told differently by different readers.
      if (list !== undefined && !lists.has(name)) {
        lists.set(name, list);
        addParameters(builder, scope, list, { at, start, end });
        return;
      }
      builder.addUnreadable({ path: at, reason: 'malformed' });
    }
    const header = decodeHeader(raw);
    if (header.isUnread) builder.addUnreadable({ path: at, reason: 'invalid_encoding' });
    const slot = new HeaderSlot(root, start, header);
    const place = {
      builder,
      limits: scope,
      path: at,
      hint: root.text.slice(field.nameStart, field.nameEnd),
    };
    addText({ ...place, slot, embedding: 0, depth: 0 }, header.text);
  });
  return partHeader(root.text, fields, lists);
}

function addFieldName(
  builder: PayloadBuilder,
  limits: ParseScope,
  { nameStart: start, nameEnd: end }: HeaderField,
  path: string,
): void {
  const { root } = builder;
  const slot: Slot = {
    source: root,
    write: (changed) => ({ start, end, text: changed.replace(/[^!-9;-~]/g, '_') }),
    locate: shiftedBy(start),
  };
  addName({ builder, limits, path }, root.text.slice(start, end), slot, addText);
}

/** Each parameter is a text of its own, with its name as its hint; so is a value that is no common word. */
function addParameters(
  builder: PayloadBuilder,
  limits: ParseScope,
  { value, parameters }: ParameterList,
  { at, start, end }: { readonly at: string; readonly start: number; readonly end: number },
): void {
  const place = { builder, limits, embedding: 0, depth: 0 };
  if (!isKnownType(value) && !DISPOSITION.test(value)) {
    const raw = builder.root.text.slice(start, end);
    const from = start + raw.toLowerCase().indexOf(value);
    const slot = {
      source: builder.root,
      write: (changed: string) => ({
        start: from,
        end: from + value.length,
        text: changed.replace(/[^\w!#$%&'*+.^`|~/-]/g, '_'),
      }),
    };
    addText({ ...place, path: at, hint: undefined, slot }, value);
  }
  for (const { name, text, isUnread, slot } of parameters) {
    const path = `${at}/${pathName(name, 0)}`;
    if (isUnread) builder.addUnreadable({ path, reason: 'invalid_encoding' });
    if (PLAIN_PARAMETER[name]?.test(text) === true) continue;
    if (name === 'boundary') {
      if (isMadeBoundary(text)) continue;
      const whole = {
        source: slot.source,
        write: (changed: string) => slot.write(asBoundary(changed)),
      };
      addText({ ...place, path, hint: undefined, slot: whole }, text);
    } else if (name === 'name' && at.endsWith('disposition')) {
      addName({ builder, limits, path }, text, slot, addText);
    } else addSaid({ ...place, path, hint: name }, text, slot);
  }
}

/** A text as it stands, and what its words are where marks stand for spaces, as in names of files. */
function addSaid(place: Omit<TextPlace, 'slot'>, text: string, slot: Slot): void {
  const words = text.replace(/[_+]/g, ' ');
  if (words === text) {
    addText({ ...place, slot }, text);
    return;
  }
  const source = place.builder.addSource({ text, slot });
  const same = (changed: string): string => changed;
  addText({ ...place, slot: new MappedSlot(source, unchanged(text), same) }, text);
  const asWords = new MappedText(words, [{ start: 0, end: text.length, from: 0, to: text.length }]);
  addText({ ...place, slot: new MappedSlot(source, asWords, same) }, words);
}

function partHeader(
  text: string,
  fields: readonly HeaderField[],
  lists: ReadonlyMap<string, ParameterList>,
): PartHeader {
  const field = (name: string): HeaderField | undefined => fields.find((own) => own.name === name);
  const raw = (name: string): string => {
    const own = field(name);
    return own === undefined ? '' : text.slice(own.start, own.end).replace(/\r?\n/g, '').trim();
  };
  const parameter = (header: string, name: string): string | undefined =>
    lists.get(header)?.parameters.find((own) => own.name === name)?.text;
  return {
    contentType: raw('content-type'),
    type: lists.get('content-type')?.value ?? '',
    encoding: raw('content-transfer-encoding').toLowerCase(),
    name: parameter('content-disposition', 'name'),
    filename: parameter('content-disposition', 'filename') ?? parameter('content-type', 'name'),
    length: field('content-length'),
  };
}
