import { readHeaders } from './read-headers.ts';

/** The list is short. */
const LONGEST = 4096;
const NAME = /^[ \t]*form-data;[ \t]*name="charsets"[ \t]*$/i;

/**
 * The character sets of a form's fields by their names, where a field of the form lists them, as SendGrid's Inbound
 * Parse does: it passes texts of mails on in the character sets in which they came.
 */
export function formCharsets(
  text: string,
  parts: readonly { readonly start: number; readonly end: number }[],
): ReadonlyMap<string, string> {
  const charsets = new Map<string, string>();
  for (const { start, end } of parts) {
    if (end - start > LONGEST) continue;
    const block = readHeaders(text, start, end);
    const isList = block?.fields.some(
      (field) =>
        field.name === 'content-disposition' && NAME.test(text.slice(field.start, field.end)),
    );
    if (block === undefined || isList !== true) continue;
    for (const [, name = '', charset = ''] of text
      .slice(block.bodyStart, end)
      .matchAll(/"([\w.-]{1,60})"\s{0,9}:\s{0,9}"([\w.:-]{1,40})"/g)) {
      charsets.set(name, charset.toLowerCase());
    }
  }
  return charsets;
}
