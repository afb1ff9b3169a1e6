/** Something that has no canonical form: a number that is not finite, a lone surrogate, a function. */
export class CanonicalError extends Error {
  override readonly name = 'CanonicalError';
}

/** Deeper than any record; what is deeper is refused rather than filling the stack. */
const MAX_DEPTH = 32;

/** With the flag `u`, a pair is one character and does not match. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * JSON as RFC 8785 (JSON Canonicalization Scheme) writes it: one text for one value, whatever the order in
 * which its members were made. Members sort by UTF-16 code units (3.2.3); numbers and strings are written as
 * ECMAScript writes them (3.2.2), which is what `JSON.stringify` does. A member that is undefined is absent,
 * as it is for JSON itself.
 *
 * @throws CanonicalError without quoting the value
 */
export function canonicalJson(value: unknown): string {
  return write(value, MAX_DEPTH);
}

function write(value: unknown, depth: number): string {
  if (depth < 0) throw new CanonicalError('a value is nested too deeply');
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new CanonicalError('a number is not finite');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value)
        ? `[${value.map((item) => write(item, depth - 1)).join(',')}]`
        : writeObject(value as Readonly<Record<string, unknown>>, depth);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new CanonicalError('a value is not JSON');
  }
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '';
  // The default order of `sort` is that of UTF-16 code units.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${writeString(name)}:${write(member, depth - 1)}`;
  }
  return `{${text}}`;
}

function writeString(text: string): string {
  // RFC 8785 3.2.2.2: a lone surrogate is an error; JSON.stringify would write an escape.
  if (LONE_SURROGATE.test(text)) throw new CanonicalError('a text is not well-formed Unicode');
  return JSON.stringify(text);
}
