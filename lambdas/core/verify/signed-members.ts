import { readJson } from '../parse/json/read-json.ts';
import { DEFAULT_PARSE_LIMITS } from '../parse/parsed.ts';

/** A JSON object whose members were looked at one by one. */
export interface MemberText {
  readonly names: ReadonlySet<string>;
  /** The body as it came when all members are kept; otherwise an object of those that are, each as it was written. */
  keep(isKept: (name: string, value: string | undefined) => boolean): Uint8Array;
}

/**
 * The members of a JSON object, for a vendor that signs some of them. An object that names one twice says different
 * things to different readers (RFC 8259, section 4): the first to some, the last to others.
 *
 * @returns undefined when the body is no JSON object in UTF-8, or names a member twice
 */
export function membersOf(body: Uint8Array): MemberText | undefined {
  const text = textOf(body);
  const reading = text === undefined ? undefined : readJson(text, DEFAULT_PARSE_LIMITS);
  if (text === undefined || reading?.kind !== 'read' || reading.root.kind !== 'object') {
    return undefined;
  }
  const { members } = reading.root;
  const names = new Set(members.map(({ name }) => name.text));
  if (names.size < members.length) return undefined;
  return {
    names,
    keep: (isKept) => {
      const kept = members.flatMap(({ name, value }) => {
        // Nothing nested is signed by itself.
        if (value.kind === 'object' || value.kind === 'array') return [];
        const isText = value.kind === 'string';
        return isKept(name.text, isText ? value.text : undefined)
          ? [text.slice(name.start, value.end)]
          : [];
      });
      return kept.length === members.length ? body : Buffer.from(`{${kept.join(',')}}`);
    },
  };
}

/** A byte order mark is none of the text (RFC 8259, section 8.1): a body with one is not read. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
