import { passesLuhn } from '../checksums.ts';
import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import {
  Behind,
  before,
  defineRecogniser,
  matches,
  matchesAtNumbers,
} from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const PART =
  'device|implant|pump|pacemaker|meter|sensor|transmitter|receiver|monitor|generator|stimulator|neurostimulator|defibrillator|lead|icd|aicd|cpap|bipap|ventilator|glucometer|cgm|pod|reader|prosthesis|valve|stent|lens|graft|hearing\\said|wheelchair|concentrator';
const CUE = defineCue(
  'serial serials serialnumber serialno s sn udi imei imsi meid iccid mac esn deviceid device implant pump pacemaker meter sensor transmitter receiver monitor generator stimulator neurostimulator defibrillator lead icd aicd cpap bipap ventilator glucometer cgm pod reader prosthesis valve stent lens graft hearing wheelchair concentrator',
  [
    'serial(?:s|number|no)?|s\\/n|sn(?=\\s?[:#=])|udi(?:-[dp]i)?|imei|imsi|meid|iccid|esn(?=\\s?[:#])|deviceid',
    'mac\\saddr(?:ess)?|mac(?=\\s?[:=])',
    `(?:${PART})[\\s_-]?(?:serial|identifier|id\\b|s\\/n|sn\\b|#|number|no\\b)`,
  ].join('|'),
);
const SERIAL = /(?<![A-Za-z0-9])S\/?N[-: ]?[A-Z]{0,4}-?\d[A-Z0-9-]{4,20}(?![A-Za-z0-9])/g;
const MAC =
  /(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w-]|:[0-9A-Fa-f])/g;
const MAC_AT = /(?<![\w:.-])[0-9A-Fa-f]{2}-(?:[0-9A-Fa-f]{2}-){4}[0-9A-Fa-f]{2}(?![\w-])/y;
/** As some routers print it: `001a.2b3c.4d5e`. */
const DOTTED_MAC =
  /(?<![\w:.-])(?=[0-9.]{0,13}[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.-])/y;
/** Reporting bodies that allocate most telephones (GSMA TS.06). */
const IMEI = /(?:01|35|86|99)\d{13}(?!\d)/y;
/** A batch is nobody's number; that of somebody's implant, beside it, narrows it down to few. */
const LOT = defineCue('lot batch', '(?:lot|batch)(?=\\s?(?:#|:|n(?:o|um)|\\d|[A-Z]{1,3}-?\\d))');
const OF_A_DEVICE = new RegExp(`(?:${PART}|implant(?:ed|ation)?|serial|udi|device)`, 'i');

const RULES: readonly CuedId[] = [
  { label: 'DEVICE', score: 0.88, cue: CUE, behind: true },
  {
    label: 'DEVICE',
    score: 0.55,
    cue: LOT,
    acceptAt: (text, start, end) =>
      OF_A_DEVICE.test(before(text, start, 80)) || OF_A_DEVICE.test(text.slice(end, end + 40)),
  },
];

/** Safe Harbor (M): device identifiers and serial numbers: by cue, IMEI by check digit, MAC address. */
export const device = defineRecogniser('device', Trait.digit, (view) => {
  const { text, traits } = view;
  const spans: Span[] = [];
  if ((traits & Trait.twoColons) !== 0) add(matches(MAC, text), 0.9, spans);
  if ((traits & Trait.hyphen) !== 0) {
    add(
      matchesAtNumbers(MAC_AT, view, (length) => length === 2, Behind.hyphen),
      0.9,
      spans,
    );
  }
  if ((traits & Trait.letter) === 0) return spans;
  if ((traits & Trait.dot) !== 0) {
    add(
      matchesAtNumbers(DOTTED_MAC, view, (length) => length === 4, Behind.dot),
      0.8,
      spans,
    );
  }
  for (const rule of RULES) addCuedIds(view, rule, spans);
  if ((traits & Trait.sevenDigits) !== 0) {
    for (const match of matchesAtNumbers(IMEI, view, (length) => length === 15)) {
      if (passesLuhn(match[0])) add([match], 0.55, spans);
    }
  }
  const mayBeSerial = text.includes('SN') || text.includes('S/N');
  if (mayBeSerial && (view.allKinds & CUE.kind) !== 0) {
    add(matches(SERIAL, text), 0.75, spans);
  }
  return spans;
});

function add(found: readonly RegExpExecArray[], score: number, spans: Span[]): void {
  for (const { index, 0: whole } of found) {
    spans.push({ label: 'DEVICE', start: index, end: index + whole.length, score });
  }
}
