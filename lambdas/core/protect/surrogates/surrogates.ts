import type { IdentifierLabel } from '../../scan/labels.ts';
import { readDate } from '../date-value.ts';
import type { FoundValue } from '../transforms/transform.ts';
import { inventedEmail, inventedIp, inventedPhone, inventedUrl } from './contacts.ts';
import { inventedPlace, inventedZip } from './locations.ts';
import { PersonNames } from './person-names.ts';
import { between, type RandomNumbers } from './random-numbers.ts';
import { inventedId, inventedSsn, sameShape } from './shape.ts';
import { unicode } from '../../scan/unicode.ts';

/** A shift of more than a month and less than eleven changes the month of every date. */
const LEAST_SHIFT = 40;
const MOST_SHIFT = 320;
const TRIES = 40;

/** The surrogates of one document: its dates move together. */
export interface DocumentSurrogates {
  /** Undefined for a date in a writing that cannot be moved. */
  of(found: FoundValue): string | undefined;
}

/** The surrogates of a run of documents. */
export interface SurrogateSource {
  /** @param originals every value of the document that will be replaced: none of them is drawn */
  forDocument(originals: Iterable<string>): DocumentSurrogates;
}

type Maker = (value: string, random: RandomNumbers) => string;

/** Everything but names and dates, which remember more than whole values. */
const MAKERS: Readonly<Record<Exclude<IdentifierLabel, 'NAME' | 'DATE'>, Maker>> = {
  AGE90: inventedAge,
  GEO: inventedPlace,
  ZIP: inventedZip,
  PHONE: inventedPhone,
  FAX: inventedPhone,
  EMAIL: (_, random) => inventedEmail(random),
  SSN: inventedSsn,
  MRN: inventedId,
  HEALTH_PLAN_ID: inventedId,
  ACCOUNT: inventedId,
  LICENSE: inventedId,
  VEHICLE: inventedId,
  DEVICE: inventedDevice,
  URL: inventedUrl,
  IP: inventedIp,
  BIOMETRIC: inventedId,
  PHOTO: inventedReference,
  OTHER_ID: inventedReference,
};

/**
 * Invented values for test data. The same value gets the same surrogate throughout a run, whichever document it
 * stands in; dates of one document are all moved by the same number of days, so that what lies between them stays.
 *
 * The surrogates of a run can be told apart from nothing but chance: who has the seed and a guess of the input can
 * repeat the run, so this is for test data and no de-identification in the sense of 45 CFR 164.514.
 */
export class Surrogates implements SurrogateSource {
  readonly #random: RandomNumbers;
  readonly #names: PersonNames;
  readonly #known = new Map<string, string>();

  constructor(random: RandomNumbers) {
    this.#random = random;
    this.#names = new PersonNames(random);
  }

  forDocument(originals: Iterable<string>): DocumentSurrogates {
    const avoid = new Set<string>();
    for (const value of originals) {
      avoid.add(value.toLowerCase());
      if (value.length > 80) continue;
      for (const word of value.toLowerCase().match(unicode('\\p{L}[\\p{L}\\p{M}]{3,}', 'g')) ?? [])
        avoid.add(word);
    }
    const days = between(this.#random, LEAST_SHIFT, MOST_SHIFT) * (this.#random() < 0.5 ? -1 : 1);
    return {
      of: ({ label, value }) => {
        if (label === 'DATE') return readDate(value)?.shift(days);
        if (label === 'NAME') return this.#names.of(value, avoid);
        return this.#one(label, value, avoid);
      },
    };
  }

  #one(label: keyof typeof MAKERS, value: string, avoid: ReadonlySet<string>): string {
    const key = `${label} ${value}`;
    const known = this.#known.get(key);
    if (known !== undefined && !avoid.has(known.toLowerCase())) return known;
    let made = MAKERS[label](value, this.#random);
    for (let tries = 0; isTaken(made, avoid) && tries < TRIES; tries++) {
      made = MAKERS[label](value, this.#random);
    }
    this.#known.set(key, made);
    return made;
  }
}

function isTaken(made: string, avoid: ReadonlySet<string>): boolean {
  return avoid.has(made.toLowerCase());
}

const NINETIES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Another age over 89. */
function inventedAge(value: string, random: RandomNumbers): string {
  if (/\d/.test(value)) return value.replace(/\d+/, () => String(between(random, 90, 99)));
  return `ninety-${NINETIES[between(random, 0, 8)] ?? 'one'}`;
}

/** A hardware address from the block that is kept for documentation (RFC 7042 section 2.1.2); other ids as ids. */
function inventedDevice(value: string, random: RandomNumbers): string {
  const separator = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.exec(value)?.[1];
  if (separator === undefined) return inventedId(value, random);
  const last = between(random, 0, 255).toString(16).padStart(2, '0');
  const address = ['00', '00', '5e', '00', '53', last].join(separator);
  return value === value.toUpperCase() ? address.toUpperCase() : address;
}

/** A web address, a file (its ending stays) or an id. */
function inventedReference(value: string, random: RandomNumbers): string {
  if (/^https?:\/\//i.test(value)) return inventedUrl(value, random);
  const ending = /\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|pdf|dcm|mp4|wav)$/i.exec(value)?.[0] ?? '';
  const stem = value.slice(0, value.length - ending.length);
  return (ending === '' ? inventedId(stem, random) : sameShape(stem, random)) + ending;
}
