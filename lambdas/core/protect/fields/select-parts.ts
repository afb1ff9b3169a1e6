import { CONTAINER_LIMITS } from '../../parse/container-limits.ts';
import { boundaryIn, splitMultipart } from '../../parse/mime/boundary.ts';
import { readParameters } from '../../parse/mime/parameters.ts';
import { readHeaders } from '../../parse/mime/read-headers.ts';
import { isFieldListed, type Place } from './field-paths.ts';
import type { KeptText } from './kept-text.ts';

/**
 * Writes the listed parts of a form with files (RFC 7578) as they came, a file with the name that it has. A part that
 * has no name, or more than one, is left out; so is what stands before and after all parts.
 *
 * @param text one character for each byte
 * @param told the boundary that the media type names, if it does
 * @returns the boundary; undefined, having written nothing, where the text has no parts
 */
export function selectParts(
  text: string,
  told: string | undefined,
  listed: Place,
  out: KeptText,
): string | undefined {
  const boundary = told ?? boundaryIn(text);
  if (boundary === undefined) return undefined;
  const body = splitMultipart(text, boundary, CONTAINER_LIMITS.maxParts);
  if (typeof body === 'string') return undefined;
  const [first] = body.delimiters;
  // The first one is a text of the payload, which it arrives with; the others repeat it.
  if (first !== undefined) out.keep(first.start - 2, first.end);
  for (const { start, end } of body.parts) {
    const name = nameOf(text, start, end);
    if (name === undefined || !isFieldListed(name, listed)) continue;
    out.write('\r\n');
    out.keep(start, end);
    out.write(`\r\n--${boundary}`);
  }
  out.write('--\r\n');
  return boundary;
}

function nameOf(text: string, start: number, end: number): string | undefined {
  const fields = readHeaders(text, start, end)?.fields.filter(
    ({ name }) => name === 'content-disposition',
  );
  const [field, ...others] = fields ?? [];
  if (field === undefined || others.length > 0) return undefined;
  const list = readParameters({ text }, field.start, field.end);
  const names = list?.parameters.filter(({ name }) => name === 'name') ?? [];
  return names.length === 1 ? names[0]?.text : undefined;
}
