import { defineRecogniser } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { unicode } from '../unicode.ts';

/** What a local part has beside letters and digits. */
const LOCAL_SIGNS = new Set(Array.from("._%+'&-", (sign) => sign.charCodeAt(0)));
const DOMAIN = expression(String.raw`[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}`, 'uy');
const SPELLED =
  /(?<![\w.+-])[\w.+-]{1,64}\s{0,2}[([]\s?at\s?[)\]]\s{0,2}[\w-]{1,63}(?:\s{0,2}(?:\.|[([]\s?dot\s?[)\]])\s{0,2}[\w-]{1,63}){1,4}/gi;

/** Mailboxes that belong to a function, not to a person (RFC 2142 and common practice). */
const ROLE =
  /^(?:info|support|help|helpdesk|contact|hello|office|admin|postmaster|webmaster|hostmaster|abuse|security|privacy|no-?reply|donotreply|do-not-reply|news|newsletter|marketing|sales|billing|accounts|ap|ar|orders|shop|service|customerservice|care|careers|jobs|press|media|team|notifications?|alerts?|mailer-daemon|bounces?|legal|dispatch|receiving|parts|facilities|inbox|front|frontdesk)$/i;

/** Safe Harbor (F): email addresses, also with letters of other scripts and in the form `a (at) b.c`. */
export const email = defineRecogniser('email', 0, (view) => {
  const { text } = view;
  const spans: Span[] = [];
  if ((view.traits & Trait.at) !== 0) findAt(text, '@', spans);
  if (text.includes('%40')) findAt(text, '%40', spans);
  if (mayBeSpelled(text, '(') || mayBeSpelled(text, '[')) {
    for (const match of text.matchAll(SPELLED)) {
      const end = match.index + match[0].length;
      spans.push({ label: 'EMAIL', start: match.index, end, score: 0.8 });
    }
  }
  return spans;
});

/** Whether an `a` stands behind such a bracket, or behind it and a space. */
function mayBeSpelled(text: string, bracket: string): boolean {
  for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
    const code = text.charCodeAt(at + 1);
    const isSpace = code <= 0x20 || code >= 0x80;
    if ((isSpace ? text.charAt(at + 2) : text.charAt(at + 1)).toLowerCase() === 'a') return true;
  }
  return false;
}

function findAt(text: string, sign: string, spans: Span[]): void {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) {
    const start = localStart(text, at);
    if (start === at) continue;
    DOMAIN.lastIndex = at + sign.length;
    const domain = DOMAIN.exec(text)?.[0].replace(/-+$/, '');
    if (domain === undefined || !unicode('\\.(?:\\p{L}{2,24}|xn--[\\w-]{2,59})$').test(domain))
      continue;
    const isRole = ROLE.test(text.slice(start, at));
    // No mail from outside gets there: it is a setting.
    if (isRole && /\.(?:local|internal|localhost|localdomain|lan|invalid)$/i.test(domain)) continue;
    const score = isRole ? 0.45 : 0.97;
    spans.push({ label: 'EMAIL', start, end: at + sign.length + domain.length, score });
  }
}

/** Where the local part begins: at most 64 octets (RFC 5321 section 4.5.3.1.1), quoted or not. */
function localStart(text: string, at: number): number {
  if (text.charAt(at - 1) === '"') {
    const open = text.lastIndexOf('"', at - 2);
    if (open >= 0 && at - open <= 66 && !text.slice(open, at).includes('\n')) return open;
  }
  let start = at;
  while (start > 0 && at - start < 64 && isOfLocalPart(text.charCodeAt(start - 1))) start -= 1;
  while (start < at && /[.'%&-]/.test(text.charAt(start))) start += 1;
  return start;
}

function isOfLocalPart(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code >= 0xc0 ||
    LOCAL_SIGNS.has(code)
  );
}
