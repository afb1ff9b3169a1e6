/** Fewer characters than this turn up by chance: a ZIP code is among the digits of any long number. */
const LEAST_DIGITS = 7;
/** Characters of base64 below which a run is no evidence. */
const LEAST_BASE64 = 8;

/** As JSON may write it (RFC 8259, section 7): every character by its number. */
const allEscaped = (value: string): string =>
  Array.from({ length: value.length }, (_, at) => unicodeEscape(value.charCodeAt(at))).join('');
const unicodeEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
const nonAsciiEscaped = (value: string): string =>
  value.replace(/[^\x20-\x7e]/g, (unit) => unicodeEscape(unit.charCodeAt(0)));
const jsonText = (value: string): string => JSON.stringify(value).slice(1, -1);

const percentAll = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const entities = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
const numericEntities = (value: string): string =>
  [...value].map((character) => `&#${String(character.codePointAt(0))};`).join('');
const hexEntities = (value: string): string =>
  [...value].map((character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join('');

/** RFC 2045, section 6.7. */
const quotedPrintable = (value: string): string =>
  [...Buffer.from(value)]
    .map((byte) =>
      byte === 0x3d || byte < 0x20 || byte > 0x7e
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');

/** What base64 shows of the value whatever stands before it: without the characters that its neighbors share. */
function base64(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor((whole.length * 8) / 6);
    const text = whole.toString('base64').slice(start, end);
    return text.length < LEAST_BASE64 ? [] : [text, text.replace(/\+/g, '-').replace(/\//g, '_')];
  });
}

/**
 * A value as it may stand in a payload: as it is, and in every encoding that a format or a sender uses for text.
 * Those of letters are to be sought whatever their case.
 */
export function formsOf(value: string): { anyCase: readonly string[]; exact: readonly string[] } {
  const bytes = Buffer.from(value);
  const digits = value.replace(/\D/g, '');
  const anyCase = [
    value,
    jsonText(value),
    jsonText(jsonText(value)),
    nonAsciiEscaped(value),
    allEscaped(value),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    percentAll(value),
    entities(value),
    numericEntities(value),
    hexEntities(value),
    quotedPrintable(value),
    bytes.toString('hex'),
    ...(digits.length >= LEAST_DIGITS ? [digits] : []),
  ];
  return { anyCase: [...new Set(anyCase)], exact: [...new Set(base64(value))] };
}

const isDigit = (character: string): boolean => /^[0-9]$/.test(character);

/** Whether the value stands in the text in any encoding. A number within a longer number is another number. */
export function showsValue(text: string, value: string): boolean {
  const { anyCase, exact } = formsOf(value);
  const lower = text.toLowerCase();
  return (
    anyCase.some((form) => stands(lower, form.toLowerCase())) ||
    exact.some((form) => text.includes(form))
  );
}

function stands(text: string, form: string): boolean {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + form.length);
    const isCut =
      (isDigit(before) && isDigit(form.charAt(0))) || (isDigit(after) && isDigit(form.slice(-1)));
    if (!isCut) return true;
  }
  return false;
}
