import type { Finding } from '../finding.ts';
import { expression } from '../expression.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { isWidePlace } from '../wide-places.ts';

const NAME = 'initials';
/** Below a name: it is told by the name alone. */
const SCORE = 0.6;
/** Two or three letters alone on a line, behind a dash at most. */
const LINE = expression(
  String.raw`(?<=^|\n)[ \t]{0,4}(?:[-\u2013\u2014~][ \t]?)?(\p{L}{2,3})[ \t]{0,4}(?=\n|$)`,
  'gu',
);
const MAY_BE_LINE = expression(
  String.raw`(?:^|\n)[ \t\u2013\u2014~-]{0,6}\p{L}{2,3}[ \t]{0,4}(?:\n|$)`,
  'u',
);
const WORD = expression(String.raw`\p{L}[\p{L}\p{M}'\u2019-]*`, 'gu');
/** Names of a document that are taken apart, at most. */
const MOST_NAMES = 2000;

/**
 * Safe Harbor (A): initials that somebody signs with, alone on a line, where the document names somebody whose they are:
 * `jr` over `Jane Roe`.
 */
export const initials: DocumentRecogniser = {
  name: NAME,
  recognise(segments, found) {
    const findings: Finding[] = [];
    let known: ReadonlySet<string> | undefined;
    segments.forEach(({ text, path, role }, index) => {
      // A field of two letters is a code.
      if (role === 'key' || !text.includes('\n') || !MAY_BE_LINE.test(text)) return;
      known ??= initialsOf(found, (finding) => segments[finding.segment]?.text ?? '');
      if (known.size === 0) return;
      for (const match of text.matchAll(LINE)) {
        const [line, letters = ''] = match;
        if (!known.has(letters.toLowerCase()) || isNobodys(letters)) continue;
        const start = match.index + line.indexOf(letters);
        const end = start + letters.length;
        findings.push({
          label: 'NAME',
          recogniser: NAME,
          segment: index,
          path,
          start,
          end,
          score: SCORE,
        });
      }
    });
    return findings;
  },
};

/** Degrees, hours and states. */
const isNobodys = (letters: string): boolean =>
  /^(?:MD|DO|RN|NP|PA|DDS|PhD|AM|PM|OK|NA|ID|no|ok|na)$/.test(letters) || isWidePlace(letters);

/** The initials of everybody who is named in full, in both orders of the first and the last: `Roe, Jane`. */
function initialsOf(found: readonly Finding[], textOf: (finding: Finding) => string): Set<string> {
  const known = new Set<string>();
  let names = 0;
  for (const finding of found) {
    if (finding.label !== 'NAME' || finding.end - finding.start > 60) continue;
    names += 1;
    if (names > MOST_NAMES) break;
    const name = textOf(finding).slice(finding.start, finding.end);
    const letters = [...name.matchAll(WORD)].map(([word]) => word.charAt(0).toLowerCase());
    if (letters.length < 2 || letters.length > 4) continue;
    const [first = ''] = letters;
    const last = letters.at(-1) ?? '';
    known.add(letters.join('')).add(first + last);
    if (name.includes(',')) known.add(last + first);
  }
  return known;
}
