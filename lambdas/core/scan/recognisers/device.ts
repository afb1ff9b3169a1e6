import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE =
  /(?<![A-Za-z])(?:serial|s\/n|udi|imei|imsi|meid|iccid|(?:device|implant|pump|pacemaker|meter|sensor|transmitter|monitor|generator|lead|icd)[\s_-]?(?:serial|identifier|id\b|s\/n|sn\b|#|number|no\b)|mac\s?addr(?:ess)?)/gi;
const SERIAL = /(?<![A-Za-z0-9])S\/?N[-: ]?[A-Z]{0,4}-?\d[A-Z0-9-]{4,20}(?![A-Za-z0-9])/g;
/** Application identifiers in brackets, GS1 General Specifications section 3.2; FDA lists it for UDI. */
const GS1 = /\(01\)\s?\d{14}(?:\s?\((?:10|11|17|21|240|30)\)\s?[A-Za-z0-9/.-]{1,20}){0,5}/g;
const MAC = /(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])/g;

/** Safe Harbor (M): device identifiers and serial numbers: by cue, UDI, MAC address. */
export const device = defineRecogniser('device', Trait.digit, ({ text, traits }) => {
  const spans: Span[] = [];
  const add = (form: RegExp, score: number): void => {
    for (const match of matches(form, text)) {
      spans.push({
        label: 'DEVICE',
        start: match.index,
        end: match.index + match[0].length,
        score,
      });
    }
  };
  add(MAC, 0.9);
  add(GS1, 0.95);
  if ((traits & Trait.letter) !== 0) {
    spans.push(...findCuedIds(text, { label: 'DEVICE', score: 0.88, cue: CUE, minDigits: 3 }));
    if ((traits & Trait.upper) !== 0) add(SERIAL, 0.75);
  }
  return spans;
});
