import type { HeaderField } from '../../parse/mime/read-headers.ts';
import { readParameters, type ParameterList } from '../../parse/mime/parameters.ts';
import { contentIdentifier, mediaType, oneLine } from '../fields.ts';
import { lineOf, unfolded } from './header-values.ts';
import { MalformedMessageError } from './malformed-message-error.ts';

/** What the header of a part says of its content (RFC 2045, RFC 2183). */
export interface PartHeader {
  /** In small letters. */
  readonly type: string;
  /** The whole field as it came, on one line; empty where there is none. */
  readonly contentType: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** In small letters; empty where there is none. */
  readonly disposition: string;
  /** By which name it is to be kept, if any. */
  readonly filename?: string;
  readonly contentId?: string;
  /** In small letters. */
  readonly encoding: string;
  /** What goes no further. */
  readonly aside: readonly (readonly [name: string, text: string])[];
}

/** Parameters that say how a part is to be read, and nothing of what it says. */
const READING = new Set(['charset', 'boundary', 'format', 'delsp', 'name', 'type', 'start']);
const PER_PART = /^content-(?:type|transfer-encoding|disposition|id)$/;

/**
 * @param isWhole of the message itself, whose other fields are read apart
 * @throws MalformedMessageError
 */
export function readPartHeader(
  text: string,
  fields: readonly HeaderField[],
  defaultType: string,
  isWhole: boolean,
): PartHeader {
  const only = (name: string, spelled: string): HeaderField | undefined => {
    const [first, second] = fields.filter((field) => field.name === name);
    if (second !== undefined) throw new MalformedMessageError(spelled, 'stands there twice');
    return first;
  };
  const typeField = only('content-type', 'Content-Type');
  const list = parametersOf(text, typeField, 'Content-Type');
  const type = list?.value ?? defaultType;
  if (!mediaType.safeParse(type).success) {
    throw new MalformedMessageError('Content-Type', 'is not a media type');
  }
  const parameters = mapOf(list, 'Content-Type');
  const placed = parametersOf(
    text,
    only('content-disposition', 'Content-Disposition'),
    'Content-Disposition',
  );
  const placement = mapOf(placed, 'Content-Disposition');
  const filename = placement.get('filename') ?? parameters.get('name');
  if (filename !== undefined && !oneLine.safeParse(filename).success) {
    throw new MalformedMessageError('Content-Disposition', 'has a file name that is not one line');
  }
  const encoding = only('content-transfer-encoding', 'Content-Transfer-Encoding');
  const contentId = contentIdOf(text, only('content-id', 'Content-ID'));
  const aside: (readonly [string, string])[] = [];
  for (const [name, value] of parameters) if (!READING.has(name)) aside.push([name, value]);
  // Where a part has two names, it is kept by the first.
  const other = parameters.get('name');
  if (other !== undefined && other !== filename) aside.push(['name', other]);
  for (const field of isWhole ? [] : fields) {
    if (!PER_PART.test(field.name))
      aside.push([field.name, lineOf(text, field, 'header of a part')]);
  }
  return {
    type,
    contentType: typeField === undefined ? '' : unfolded(text, typeField),
    parameters,
    disposition: placed?.value ?? '',
    ...(filename === undefined || filename === '' ? {} : { filename }),
    ...(contentId === undefined ? {} : { contentId }),
    encoding: encoding === undefined ? '' : unfolded(text, encoding).toLowerCase(),
    aside,
  };
}

function parametersOf(
  text: string,
  field: HeaderField | undefined,
  name: string,
): ParameterList | undefined {
  if (field === undefined) return undefined;
  const read = readParameters({ text }, field.start, field.end);
  if (read === undefined || read.parameters.some(({ isUnread }) => isUnread)) {
    throw new MalformedMessageError(
      name,
      'is not read: write it as RFC 2045 has it, without comments',
    );
  }
  return read;
}

function mapOf(list: ParameterList | undefined, field: string): ReadonlyMap<string, string> {
  const parameters = list?.parameters ?? [];
  const map = new Map(parameters.map(({ name, text }) => [name, text]));
  if (map.size === parameters.length) return map;
  throw new MalformedMessageError(field, 'has a parameter twice');
}

function contentIdOf(text: string, field: HeaderField | undefined): string | undefined {
  if (field === undefined) return undefined;
  const id = unfolded(text, field).replace(/^<(.*)>$/, '$1');
  if (contentIdentifier.safeParse(id).success) return id;
  throw new MalformedMessageError('Content-ID', 'is not a content id');
}
