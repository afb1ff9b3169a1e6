import { type Disclosure, disclosureOf } from '../core/record/disclosure.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { yearsBefore } from '../core/record/retention.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecordFinder } from '../ports/seals.ts';

export interface AccountingQuestion {
  /** Random key of the person. */
  readonly person: string;
  /** ISO 8601; absent: six years before `until`, the most that a person may ask for (164.528(a)(1)). */
  readonly since?: string;
  /** Exclusive; absent: now. */
  readonly until?: string;
  /** Also what an accounting may leave out, with the reason. */
  readonly includeExcluded: boolean;
}

export interface Accounting {
  readonly person: string;
  readonly since: string;
  readonly until: string;
  readonly disclosures: readonly Disclosure[];
  /** How many more there were that an accounting may leave out. */
  readonly excluded: number;
  /** There are more than are listed: ask for a shorter time. */
  readonly more: boolean;
}

const YEARS = 6;
/** What one answer holds; a person with more is asked for by shorter times. */
const MAX_DISCLOSURES = 5_000;

/** The disclosures about one person, oldest first (45 CFR 164.528). */
export async function accountDisclosures(
  { finder, clock }: { readonly finder: RecordFinder; readonly clock: Clock },
  question: AccountingQuestion,
): Promise<Accounting> {
  const until = question.until ?? clock.now().toISOString();
  const since = question.since ?? yearsBefore(until, YEARS);
  const disclosures: Disclosure[] = [];
  let excluded = 0;
  let more = false;
  for await (const key of finder.keysOfPerson(question.person, since, until)) {
    const record = await finder.record(key);
    const disclosure =
      record === undefined ? undefined : disclosureOf(JSON.parse(record.text) as DecisionRecord);
    if (disclosure === undefined) continue;
    if (disclosure.excluded !== undefined) excluded += 1;
    if (disclosure.excluded !== undefined && !question.includeExcluded) continue;
    if (disclosures.length === MAX_DISCLOSURES) {
      more = true;
      break;
    }
    disclosures.push(disclosure);
  }
  return { person: question.person, since, until, disclosures, excluded, more };
}
