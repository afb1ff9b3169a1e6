/** Names that lead to what JavaScript gives every object, where data has no business. */
const NEVER: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A member that a value has of its own; undefined where it has none. Nothing is ever inherited. */
export function memberOf(value: unknown, name: string): unknown {
  if (value === null || value === undefined || NEVER.has(name)) return undefined;
  if (typeof value === 'string' || Array.isArray(value)) {
    if (name === 'length') return value.length;
    return /^\d{1,7}$/.test(name) && Number(name) < value.length
      ? (value[Number(name)] as unknown)
      : undefined;
  }
  if (typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** What Handlebars takes for no: nothing, false, no text and no entries. 0 is apart. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === false || value === '';
}

/** What Mustachio takes for no: zero and an object without members, too. */
export function isFalsy(value: unknown): boolean {
  if (isEmpty(value) || value === 0) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

/** As Handlebars does it: the text can stand in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`=]/g, (sign) => ESCAPES[sign] ?? '');
}
