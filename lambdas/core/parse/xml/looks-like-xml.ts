import { mayBeginWith } from '../may-begin.ts';
import { looksLikeXml } from '../structured-text.ts';

/** Whether a text may be XML; a page of HTML is none. */
export function isXmlText(text: string): boolean {
  return (
    mayBeginWith(text, '<') &&
    (/^\s*<(?:\?xml\s|!DOCTYPE\s+(?!html[\s>]))/i.test(text) || looksLikeXml(text))
  );
}
