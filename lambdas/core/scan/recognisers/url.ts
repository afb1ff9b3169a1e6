import { defineRecogniser } from '../define-recogniser.ts';
import { Trait, unchanged, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const REST = '[^\\s<>"\'`{}|\\\\^]';
const WITH_SCHEME = new RegExp(`(?:https?|ftps?|sftp|wss?)://${REST}{1,2048}`, 'iy');
const SCHEME = /(?:https?|ftps?|sftp|wss?)$/i;
/** Top-level domains that people write without a scheme; others need a path or `www.`. */
const TOP =
  'com|org|net|io|gov|edu|mil|int|info|biz|name|pro|co|us|uk|ca|de|fr|es|it|nl|be|ch|at|au|nz|ie|in|jp|cn|br|mx|ar|cl|se|no|dk|fi|pl|pt|cz|gr|ru|za|il|sg|hk|kr|tv|me|ly|gl|gd|am|fm|to|ai|app|dev|health|healthcare|care|clinic|clinics|hospital|dental|doctor|md|med|pharmacy|surgery|vision|fitness|link|site|online|store|shop|page|pages|web|website|cloud|tech|live|life|support|help|email|chat|blog|news|media|agency|group|team|zone|club|space|world|today|xyz|top|example|test';
const HOST = new RegExp(
  `(?:[A-Za-z0-9-]{1,63}\\.){1,6}(?:(?:${TOP})(?![A-Za-z0-9@_-]|\\.[A-Za-z0-9])(?::\\d{2,5})?(?:[/?#]${REST}{0,1024})?|[A-Za-z]{2,24}(?::\\d{2,5})?/${REST}{1,1024})`,
  'iy',
);
const WWW = new RegExp(`www\\d?\\.[A-Za-z0-9-]{1,63}\\.${REST}{1,1024}`, 'iy');
const LONGEST_NAME = 253;
/** Ends of names of files: `notes/report.pdf/old`. */
const FILE =
  /^[^/?#]*\.(?:pdf|docx?|xlsx?|csv|tsv|txt|png|jpe?g|gif|html?|js|ts|json|xml|zip|md|py|java|php|css|exe|log|ya?ml)(?:[/?#]|$)/i;

/** Names of code systems and schemas look like addresses and identify vocabulary, not people. */
const VOCABULARY =
  /^(?:https?:\/\/)?(?:www\.)?(?:(?:[\w-]+\.)?hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|(?:www\.)?nlm\.nih\.gov\/research\/umls|w3\.org|schema\.org|json-schema\.org|ihe\.net|dicom\.nema\.org|(?:www\.)?fpml\.org|schemas?\.[\w.-]+|purl\.org|xmlsoap\.org|dublincore\.org)(?![\w.])/i;

/** Safe Harbor (N): web addresses. One that leads to a bare site scores low: it points at nobody. */
export const url = defineRecogniser('url', Trait.dot, (view, segment) => {
  const { text, traits } = view;
  const found = (traits & Trait.colon) === 0 ? [] : withScheme(text);
  const written = [...found];
  let next = 0;
  for (let at = text.indexOf('.'); at >= 0;) {
    while (next < written.length && (written[next]?.end ?? 0) <= at) next += 1;
    const around = written[next];
    let from = at + 1;
    if (around !== undefined && around.start <= at) {
      from = around.end;
    } else if (isHostUnit(text, at - 1) && isHostUnit(text, at + 1)) {
      const address = withoutScheme(text, at);
      if (address !== undefined) found.push(address);
      // Past this name, found or not: no address begins in its middle.
      from = Math.max(from, address?.end ?? 0);
      while (isHostUnit(text, from) || text.charAt(from) === '.') from += 1;
    }
    at = text.indexOf('.', from);
  }
  const isEscaped = view.toReceived !== unchanged && segment.text.includes('%');
  let done = 0;
  return found.flatMap(({ start, end: shown }): Span[] => {
    // One that stands in another has been seen to its end with it.
    const isInner = shown <= done;
    const end = isEscaped && !isInner ? escapedEnd(view, segment.text, shown) : shown;
    done = Math.max(done, end);
    const address = text.slice(start, end);
    if (VOCABULARY.test(address)) return [];
    return [{ label: 'URL', start, end, score: pointsAtSomebody(address) ? 0.8 : 0.4 }];
  });
});

const QUERY_REST = /[^\s<>"'`{}|\\^]{1,1024}/y;
/** Characters that are escaped in one address at most: `%20` between the words of its values. */
const MOST_ESCAPED = 64;

/** Where an address ends that goes on behind what is decoded to a space: `?patient=Jane%20Roe&reason=cough`. */
function escapedEnd(view: View, received: string, end: number): number {
  const { text } = view;
  let at = end;
  for (let count = 0; count < MOST_ESCAPED && at < text.length; count++) {
    const [from, to] = view.toReceived(at, at + 1);
    if (received.charAt(from) !== '%' || to - from < 3) break;
    at += 1;
    QUERY_REST.lastIndex = at;
    if (QUERY_REST.test(text)) at = QUERY_REST.lastIndex;
  }
  return at === end ? end : end + text.slice(end, at).replace(/[.,;:!?)\]*~]+$/, '').length;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function withScheme(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    if (at < (found.at(-1)?.end ?? 0)) continue;
    const scheme = SCHEME.exec(text.slice(Math.max(0, at - 5), at))?.[0];
    if (scheme === undefined) continue;
    const start = at - scheme.length;
    if (/[A-Za-z0-9]/.test(text.charAt(start - 1))) continue;
    const length = lengthAt(WITH_SCHEME, text, start);
    if (length <= scheme.length + 3) continue;
    found.push({ start, end: start + length });
  }
  return found;
}

/** An address whose name has a point at `at`: with `www.`, a known ending, or a path. */
function withoutScheme(text: string, at: number): Stretch | undefined {
  let start = at;
  while (
    at - start < LONGEST_NAME &&
    (isHostUnit(text, start - 1) || text.charAt(start - 1) === '.')
  ) {
    start -= 1;
  }
  if (/[\w@%/.-]/.test(text.charAt(start - 1)) || isLocalPart(text, start, at)) return undefined;
  const length = lengthAt(WWW, text, start) || lengthAt(HOST, text, start);
  if (length < 4 || FILE.test(text.slice(start, start + length))) return undefined;
  return { start, end: start + length };
}

/**
 * Whether a name is what stands before an at sign: then neither a known ending nor a path can be in it. One that begins
 * as `www.` does goes on behind that sign, and behind a point there may be no more of a name.
 */
function isLocalPart(text: string, start: number, point: number): boolean {
  if ((text.charCodeAt(start) | 0x20) === LETTER_W) return false;
  let end = point;
  for (let last = 0; ; end++) {
    const code = text.charCodeAt(end);
    if (!(code >= HYPHEN) || (code !== POINT && !isHostUnit(text, end))) break;
    if (last === POINT && (code === POINT || code === HYPHEN)) return false;
    last = code;
  }
  return text.charAt(end) === '@' && text.charAt(end - 1) !== '.';
}
const LETTER_W = 0x77;
const POINT = 0x2e;
const HYPHEN = 0x2d;

function isHostUnit(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 0x20;
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d;
}

/** Length of what is at a place, without the marks that end a sentence. */
function lengthAt(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  const found = form.exec(text)?.[0] ?? '';
  return found.replace(/[.,;:!?)\]*~]+$/, '').length;
}

/** A user part, a query, or a path with an opaque token or number: it may lead to one person's page. */
function pointsAtSomebody(found: string): boolean {
  const rest = found.replace(/^[a-z]+:\/\//i, '');
  if (/^[^/]{1,200}@/.test(rest)) return true;
  const slash = rest.search(/[/?#]/);
  if (slash < 0) return false;
  const path = rest.slice(slash);
  if (/[?#&;][^=\s]{1,64}=[^&]{2}/.test(path)) return true;
  return /[/_=.-](?=[A-Za-z0-9_-]{0,80}\d)(?=[A-Za-z0-9_-]{0,80}[A-Za-z0-9])[A-Za-z0-9_-]{6,80}/.test(
    path,
  );
}
