import { HTML_TAGS } from './elements.ts';

const NAMES = [...HTML_TAGS].join('|');
/** A whole tag of an element that HTML has, or a comment. Stops at the next angle bracket: linear. */
const TAG = new RegExp(`<(?:/?(?:${NAMES})(?:[\\s/][^<>]*)?>|!--)`, 'i');
/** The same where the markup itself was escaped, once or several times. */
const ESCAPED_TAG = new RegExp(
  `&(?:amp;|#0{0,9}38;|#x0{0,9}26;){0,8}(?:lt|#0{0,9}60|#x0{0,9}3c);/?(?:${NAMES})(?=[\\s/>&])`,
  'i',
);

/** What XML begins with: a declaration, a document type, a root. */
const BEGINNING = /^\s*<(?:(\?xml|!doctype(?!\s+html))|([a-z_][\w.:-]*)(?=[\s/>]))/i;

/** Whether a text has HTML in it. What is XML as a whole has not, whatever elements it uses. */
export function looksLikeHtml(text: string): boolean {
  if (text.includes('<') && TAG.test(text)) {
    const [, declaration, root] = BEGINNING.exec(text.slice(0, 200)) ?? [];
    return declaration === undefined && (root === undefined || HTML_TAGS.has(root.toLowerCase()));
  }
  return text.includes('&') && ESCAPED_TAG.test(text);
}
