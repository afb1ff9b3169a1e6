import { type DecisionRecord, enacted } from './decision-record.ts';

/** Why an accounting leaves a disclosure out (45 CFR 164.528(a)(1)). */
export type Exclusion =
  'treatment, payment or operations: 164.528(a)(1)(i)' | 'to the individual: 164.528(a)(1)(ii)';

/** One entry of an accounting: what 164.528(b)(2) asks for, as far as the ledger knows it. */
export interface Disclosure {
  /** Date of the disclosure; ISO 8601. */
  readonly date: string;
  /** Who received it: a destination, or the recipient of a message by its place. */
  readonly recipient: string;
  /** What was disclosed, by its kinds: the labels that were found, never a value. */
  readonly what: string;
  readonly purpose: string;
  readonly decision: string;
  /** Present when an accounting need not list it. */
  readonly excluded?: Exclusion;
}

/**
 * What a decision disclosed about the person it concerns; undefined when nothing that is protected left: it was held
 * or refused, had no PHI in it, or was de-identified (164.502(d)(2)). What is scheduled is disclosed by what is decided
 * when it is due.
 */
export function disclosureOf(record: DecisionRecord): Disclosure | undefined {
  if (record.scheduledFor !== undefined) return undefined;
  const done = enacted(record);
  if (done === 'quarantine' || done === 'block' || done === 'deidentified') return undefined;
  if (record.classification === 'none' || record.classification === 'health') return undefined;
  const labels = Object.keys(record.findings).sort();
  const { target } = record;
  const excluded = exclusionOf(record);
  return {
    date: record.decidedAt,
    recipient:
      target.kind === 'destination'
        ? target.id
        : `recipient ${String(target.ordinal)} of ${String(target.of)}, by ${record.channel}`,
    what: labels.join(', ') || 'kinds not known',
    purpose: record.purpose,
    decision: record.decisionId,
    ...(excluded !== undefined && { excluded }),
  };
}

/**
 * What went to the person is not listed, nor what serves care: purposes that are clinical are treatment, payment or
 * operations. Whether marketing rested on an authorization is not in the record, so it is listed: an accounting may
 * say too much, never too little.
 */
function exclusionOf({ personIs, purpose }: DecisionRecord): Exclusion | undefined {
  if (personIs === 'recipient') return 'to the individual: 164.528(a)(1)(ii)';
  if (purpose === 'clinical' || purpose === 'device_alert') {
    return 'treatment, payment or operations: 164.528(a)(1)(i)';
  }
  return undefined;
}
