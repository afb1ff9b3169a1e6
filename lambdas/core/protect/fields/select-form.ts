import { decodeComponent } from '../../parse/form/components.ts';
import { isFieldListed, type Place } from './field-paths.ts';
import type { KeptText } from './kept-text.ts';

/** Writes the listed pairs of a form as they came. A field's path is its name: `/Body`, `/user[email]`. */
export function selectForm(text: string, listed: Place, out: KeptText): void {
  let isFirst = true;
  for (let start = 0; start <= text.length;) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand < 0 ? text.length : ampersand;
    const equals = text.indexOf('=', start);
    const nameEnd = equals >= 0 && equals < end ? equals : end;
    const name = decodeComponent(text.slice(start, nameEnd));
    if (end > start && name !== undefined && isFieldListed(name, listed)) {
      if (!isFirst) out.write('&');
      out.keep(start, end);
      isFirst = false;
    }
    start = end + 1;
  }
}
