import { mayBeginWith } from './may-begin.ts';

/** Whether a text is the JSON string of another one, as a whole. */
export function isJsonString(text: string): boolean {
  if (!mayBeginWith(text, '"') || !/^\s*"/.test(text) || !text.trimEnd().endsWith('"'))
    return false;
  try {
    return typeof JSON.parse(text) === 'string';
  } catch {
    return false;
  }
}

/**
 * Whether a text may be a JSON object or array, or the JSON string of one (of one ...); anything else is
 * read as plain text.
 */
export function looksLikeJson(text: string): boolean {
  if (!mayBeginWith(text, '[{"\\') || !/^\s*(?:\\*"\s*){0,64}[[{]/.test(text)) return false;
  const last = text.trimEnd().at(-1);
  return last === '}' || last === ']' || last === '"';
}
