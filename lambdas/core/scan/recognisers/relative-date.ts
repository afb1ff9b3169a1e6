import { before, Behind, lettersOf, matchesAtRuns, matchesAtSigns } from '../define-recogniser.ts';
import type { Finding } from '../finding.ts';
import type { IdentifierLabel } from '../labels.ts';
import { monthsAlone } from '../months-alone.ts';
import { viewsOf, type View } from '../normalize.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';

/** When, by today's calendar. */
const WHEN =
  /(?:(?:last|this|next)\s(?:week|month|year|spring|summer|fall|winter|night|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december)|yesterday|(?:two|three|four|five|six|\d{1,2})\s(?:days|weeks|months)\sago)\b/iy;
/** Days, weeks, months. */
const UNITS = lettersOf('dmw');
const WHEN_WORD = newSign('last this next yesterday two three four five six');
/** What happened to somebody in care, right before. */
const CARE =
  /\b(?:seen|visit(?:ed)?|admitted|diagnosed|treated|cared|surgery|discharged|evaluated|operated|hospitalized|referred|born|met|followed)\b[^.\n]{0,60}\s$/i;
const CARE_WORD = newSign(
  'seen visit visited admitted diagnosed treated cared surgery discharged evaluated operated hospitalized referred born met followed',
);
/** The longest of those, what may follow it, and a character before. */
const REACH = 80;

/** Who or what care is told of: without one of them a relative date is about nobody. */
const WHO: ReadonlySet<string> = new Set<IdentifierLabel>(['NAME', 'MRN', 'SSN', 'HEALTH_PLAN_ID']);

/**
 * Safe Harbor (C): months alone, and days and months that are told from today where they say when a certain person was
 * cared for. Alone they date nothing, so that they count only beside somebody.
 */
export const relativeDate: DocumentRecogniser = {
  name: 'relative-date',
  recognise(segments, found) {
    if (!found.some(({ label }) => WHO.has(label))) return [];
    const dates: Finding[] = [];
    const views = viewsOf(segments);
    segments.forEach((segment, index) => {
      const view = views[index];
      if (segment.role === 'key' || view === undefined) return;
      for (const match of [...toldFromToday(view), ...monthsAlone(view)]) {
        const [start, end] = view.toReceived(match.index, match.index + match[0].length);
        const { path } = segment;
        dates.push({
          label: 'DATE',
          recogniser: 'relative-date',
          segment: index,
          path,
          start,
          end,
          score: 0.45,
        });
      }
    });
    return dates;
  },
};

function toldFromToday(view: View): readonly RegExpExecArray[] {
  if ((view.allSigns & CARE_WORD) === 0) return [];
  return [
    ...matchesAtSigns(WHEN, view, WHEN_WORD),
    ...matchesAtRuns(WHEN, view, 1, 2, Behind.space, UNITS),
  ].filter(({ index }) => CARE.test(before(view.text, index, REACH)));
}
