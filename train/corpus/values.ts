import type { Random } from '../random.ts';
import { dea, gtin, iban, letters, mbi, npi, vin, withLuhn } from './check-digits.ts';
import { WORDS } from './words.ts';

/** A label, a value of it, and a word that belongs before it. */
export type Made = readonly [label: string, value: string, before?: string];

/** An article is no part of a date. */
const asDate = (text: string): Made =>
  text.startsWith('the ') ? ['DATE', text.slice(4), 'the '] : ['DATE', text];

const pad = (value: number): string => String(value).padStart(2, '0');

interface Day {
  readonly y: number;
  readonly m: number;
  readonly d: number;
}

const day = (random: Random, from: number, to: number): Day => ({
  y: random.between(from, to),
  m: random.between(1, 12),
  d: random.between(1, 28),
});

function ordinal(d: number): string {
  const last = d % 10;
  const irregular = d < 11 || d > 13;
  return `${d}${irregular && last === 1 ? 'st' : irregular && last === 2 ? 'nd' : irregular && last === 3 ? 'rd' : 'th'}`;
}

/** A date in one of the writings of people and programs. */
function written(random: Random, { y, m, d }: Day): string {
  const month = WORDS.months[m - 1] ?? '';
  const short = month.slice(0, 3);
  return random.pick([
    `${pad(m)}/${pad(d)}/${y}`,
    `${m}/${d}/${pad(y % 100)}`,
    `${m}-${d}-${y}`,
    `${y}-${pad(m)}-${pad(d)}`,
    `${month} ${d}, ${y}`,
    `${short} ${d}, ${y}`,
    `${d} ${short} ${y}`,
    `${d}-${short.toUpperCase()}-${y}`,
    `${month} ${ordinal(d)}, ${y}`,
    `the ${ordinal(d)} of ${month} ${y}`,
    `${pad(d)}.${pad(m)}.${y}`,
  ]);
}

function withoutYear(random: Random): string {
  const { m, d } = day(random, 2025, 2025);
  const month = WORDS.months[m - 1] ?? '';
  return random.pick([
    `${month} ${d}`,
    `${month.slice(0, 3)} ${ordinal(d)}`,
    `${m}/${d}`,
    `the ${ordinal(d)} of ${month}`,
  ]);
}

const iso = ({ y, m, d }: Day): string => `${y}-${pad(m)}-${pad(d)}`;

/** Numbers that are kept for fiction: 555-0100 to 555-0199 in North America. */
function phone(random: Random): string {
  const [area, line] = [random.pick(WORDS.areaCodes), `01${random.digits(2)}`];
  return random.pick([
    `(${area}) 555-${line}`,
    `${area}-555-${line}`,
    `${area}.555.${line}`,
    `${area} 555 ${line}`,
    `+1 ${area} 555 ${line}`,
    `+1${area}555${line}`,
    `${area}555${line}`,
    `1-${area}-555-${line}`,
  ]);
}

function member(random: Random): string {
  return random.pick([
    `W${random.digits(9)}`,
    `${letters(random, 3)}${random.digits(9)}`,
    `${letters(random, 2)}${random.digits(5)}${letters(random, 1)}`,
    `${random.digits(9)}-01`,
  ]);
}

function card(random: Random): string {
  const digits = withLuhn(
    `${random.pick(['400000', '424242', '555555', '222300'])}${random.digits(9)}`,
  );
  const groups = digits.match(/\d{4}/g) ?? [];
  return random.pick([digits, groups.join(' '), groups.join('-')]);
}

function mbiWritten(random: Random): string {
  const id = mbi(random);
  return random.chance(0.5) ? id : `${id.slice(0, 4)}-${id.slice(4, 7)}-${id.slice(7)}`;
}

/** Possible numbers, drawn at random: the impossible ranges would not be looked for. */
function ssn(random: Random): string {
  const parts = [
    String(random.between(101, 665)),
    pad(random.between(1, 99)),
    String(random.between(1001, 9999)),
  ];
  return parts.join(random.pick(['-', '-', ' ', '']));
}

function hex(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick(Array.from('0123456789abcdef'))).join('');
}

function uuid(random: Random): string {
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
}

const mrn = (random: Random): string =>
  random.pick([
    random.digits(7),
    random.digits(8),
    `MRN-${random.digits(6)}`,
    `H${random.digits(8)}`,
    `${random.digits(3)}-${random.digits(2)}-${random.digits(2)}`,
  ]);

const udi = (random: Random): string =>
  `(01)${gtin(random)}(17)${random.between(26, 31)}${pad(random.between(1, 12))}15(21)${letters(random, 1)}${random.digits(6)}`;

const serial = (random: Random): string =>
  random.pick([
    `SN${random.digits(8)}`,
    `${letters(random, 2)}-${random.digits(6)}`,
    `${random.digits(4)}-${letters(random, 2)}${random.digits(4)}`,
  ]);

const plate = (random: Random): string =>
  random.pick([
    `${letters(random, 3)}-${random.digits(4)}`,
    `${random.digits(1)}${letters(random, 3)}${random.digits(3)}`,
    `${letters(random, 3)} ${random.digits(3)}`,
  ]);

const mac = (random: Random): string => (hex(random, 12).match(/../g) ?? []).join(':');

/** Addresses of the blocks for documentation (RFC 5737, RFC 3849). */
const ip = (random: Random): string =>
  random.chance(0.75)
    ? `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(1, 254)}`
    : `2001:db8:${hex(random, 4)}::${hex(random, 3)}`;

const url = (random: Random): string =>
  random.pick([
    `https://portal.example.org/v/${hex(random, 8)}`,
    `https://www.example.com/u/${random.digits(6)}?ref=sms`,
    `www.example.net/chart/${random.digits(5)}`,
    `http://pay.example.com/${hex(random, 6)}`,
  ]);

const biometric = (random: Random): string =>
  random.pick([
    `fpt-${hex(random, 16)}`,
    `voice_${hex(random, 12)}`,
    `IRIS-${random.digits(8)}`,
    `face:${hex(random, 14)}`,
  ]);

const photo = (random: Random): string =>
  random.pick([
    `portrait_${random.digits(5)}.jpg`,
    `IMG_${random.digits(4)}.jpeg`,
    `patient-face-${random.digits(4)}.png`,
    `badge_photo_${random.digits(4)}.webp`,
  ]);

const licence = (random: Random): string =>
  random.pick([
    `RN-${random.digits(6)}`,
    `MD${random.digits(6)}`,
    `${letters(random, 1)}${random.digits(7)}`,
    `${letters(random, 1)}${random.digits(3)}-${random.digits(4)}-${random.digits(4)}`,
  ]);

const reference = (random: Random): string =>
  random.pick([
    `CL-${random.digits(8)}`,
    `ENC${random.digits(8)}`,
    `${random.digits(4)}-${letters(random, 2)}-${random.digits(4)}`,
    `S${random.digits(2)}-${random.digits(5)}`,
  ]);

/** Slots for values that depend on nothing else in their document. */
export const VALUES: Readonly<Record<string, (random: Random) => Made>> = {
  date: (random) => asDate(written(random, day(random, 2019, 2026))),
  born: (random) => asDate(written(random, day(random, 1938, 2016))),
  monthday: (random) => asDate(withoutYear(random)),
  iso: (random) => ['DATE', iso(day(random, 2019, 2026))],
  bornIso: (random) => ['DATE', iso(day(random, 1938, 2016))],
  hl7day: (random) => ['DATE', iso(day(random, 1938, 2025)).replaceAll('-', '')],
  mailDate: (random) => {
    const { y, m, d } = day(random, 2023, 2026);
    return ['DATE', `${d} ${(WORDS.months[m - 1] ?? '').slice(0, 3)} ${y}`];
  },
  slashDay: (random) => {
    const { y, m, d } = day(random, 1950, 2024);
    return ['DATE', `${pad(d)}/${pad(m)}/${y}`];
  },
  age90: (random) => ['AGE90', String(random.between(90, 104))],
  phone: (random) => ['PHONE', phone(random)],
  fax: (random) => ['FAX', phone(random)],
  ukPhone: (random) => [
    'PHONE',
    random.pick([`020 7946 0${random.digits(3)}`, `+44 7700 900${random.digits(3)}`]),
  ],
  dePhone: (random) => ['PHONE', `030 23125 ${random.digits(3)}`],
  ssn: (random) => ['SSN', ssn(random)],
  mrn: (random) => ['MRN', mrn(random)],
  mbi: (random) => ['HEALTH_PLAN_ID', mbiWritten(random)],
  member: (random) => ['HEALTH_PLAN_ID', member(random)],
  card: (random) => ['ACCOUNT', card(random)],
  bank: (random) => [
    'ACCOUNT',
    random.pick([random.digits(9), random.digits(11), `00${random.digits(8)}`]),
  ],
  iban: (random) => ['ACCOUNT', iban(random)],
  npi: (random) => ['LICENSE', npi(random)],
  dea: (random) => ['LICENSE', dea(random)],
  licence: (random) => ['LICENSE', licence(random)],
  vin: (random) => ['VEHICLE', vin(random)],
  plate: (random) => ['VEHICLE', plate(random)],
  udi: (random) => ['DEVICE', udi(random)],
  serial: (random) => ['DEVICE', serial(random)],
  mac: (random) => ['DEVICE', mac(random)],
  imei: (random) => ['DEVICE', withLuhn(`35${random.digits(12)}`)],
  url: (random) => ['URL', url(random)],
  ip: (random) => ['IP', ip(random)],
  bio: (random) => ['BIOMETRIC', biometric(random)],
  photo: (random) => ['PHOTO', photo(random)],
  ref: (random) => ['OTHER_ID', reference(random)],
  uuid: (random) => ['OTHER_ID', uuid(random)],
  county: (random) => ['GEO', random.pick(WORDS.counties)],
  pobox: (random) => ['GEO', `${random.pick(['PO Box', 'P.O. Box'])} ${random.between(11, 4800)}`],
  facility: (random) => ['IGNORE', random.pick(WORDS.facilities)],
  org: (random) => ['IGNORE', random.pick(WORDS.organisations)],
};

const choose = (list: readonly string[]) => (random: Random) => random.pick(list);

/** Slots for what identifies nobody. */
export const PLAIN: Readonly<Record<string, (random: Random) => string>> = {
  cond: choose(WORDS.conditions),
  sym: choose(WORDS.symptoms),
  drug: choose(WORDS.drugs),
  proc: choose(WORDS.procedures),
  rel: choose(WORDS.relatives),
  weekday: choose(WORDS.weekdays),
  month: choose(WORDS.months),
  eponym: choose(WORDS.eponyms),
  test: choose(WORDS.tests),
  item: choose(WORDS.items),
  product: choose(WORDS.products),
  time: (random) =>
    `${random.between(1, 12)}:${random.pick(['00', '15', '30', '45'])} ${random.pick(['am', 'pm'])}`,
  dose: (random) => `${random.between(1, 20) * 5} mg`,
  age: (random) => String(random.between(19, 84)),
  num: (random) => String(random.between(2, 60)),
  money: (random) => `$${random.between(4, 900)}.${random.digits(2)}`,
  version: (random) => `${random.between(1, 9)}.${random.between(0, 30)}.${random.between(0, 9)}`,
};
