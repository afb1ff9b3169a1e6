import { unicode } from '../../scan/unicode.ts';

const percentDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A character by its number, as old programs write it (ECMAScript B.2.1): the URL standard has none such. */
const OLD_ESCAPE = /%u[0-9A-Fa-f]{4}/;

/** A name or value of a form; undefined when its escapes do not spell UTF-8, or not for every reader. */
export function decodeComponent(raw: string): string | undefined {
  const spaced = raw.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  if (OLD_ESCAPE.test(spaced)) return undefined;
  try {
    return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      percentDecoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')),
    );
  } catch {
    return undefined;
  }
}

/** Leads positions in a decoded component to the received one, which stands from `from` to `to` in a text. */
export function locateInComponent(
  text: string,
  from: number,
  to: number,
  start: number,
  end: number,
): readonly [number, number] {
  const raw = text.slice(from, to);
  if (!/%[0-9A-Fa-f]{2}/.test(raw)) return [from + start, from + end];
  let plain = 0;
  let [first, last] = [to, to];
  // Each match is one character as it was received: an escape of one to four bytes, or itself.
  for (const { 0: piece, index } of raw.matchAll(ONE_CHARACTER)) {
    if (plain <= start) first = from + index;
    plain += (decodeComponent(piece) ?? piece).length;
    if (plain < end) continue;
    last = from + index + piece.length;
    break;
  }
  return [first, last];
}

/** RFC 3629: the lead byte says how many follow. */
const ONE_CHARACTER =
  /%[Ff][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){3}|%[Ee][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){2}|%[CcDd][0-9A-Fa-f]%[0-9A-Fa-f]{2}|%[0-7][0-9A-Fa-f]|[^]/g;

export function encodeComponent(text: string): string {
  // A lone surrogate has no UTF-8 and cannot come out of a decoded field; replaced for certainty.
  return encodeURIComponent(text.replace(unicode('\\p{Surrogate}', 'g'), '\uFFFD')).replaceAll(
    '%20',
    '+',
  );
}
