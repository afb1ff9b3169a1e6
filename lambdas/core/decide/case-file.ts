import { parseDocument } from 'yaml';
import * as z from 'zod';
import {
  CHANNELS,
  DIRECTIONS,
  DISPOSITIONS,
  LANES,
  PURPOSES,
  type Direction,
} from '../vocabulary.ts';
import type { Disposition } from '../vocabulary.ts';
import { MATRIX_CLASSES } from './channel-matrix.ts';
import * as lists from './facts.ts';
import type { DecisionFacts } from './facts.ts';

/** One expected decision. */
export interface DecisionCase {
  readonly name: string;
  readonly facts: DecisionFacts;
  readonly disposition: Disposition;
  /** Absent: whatever the reason. */
  readonly reasonCode?: string;
}

export type CaseFile =
  | { readonly kind: 'read'; readonly cases: readonly DecisionCase[] }
  | { readonly kind: 'rejected'; readonly problems: readonly string[] };

/** UTF-16 code units. */
const LONGEST = 4 * 1024 * 1024;
const MOST_CASES = 10_000;

const factsSchema = z
  .strictObject({
    lane: z.enum(LANES),
    direction: z.enum(DIRECTIONS),
    channel: z.enum(CHANNELS),
    purpose: z.enum(PURPOSES),
    phi: z.enum(MATRIX_CLASSES),
    unreadableParts: z.boolean(),
    baa: z.enum(lists.BAA_STATES),
    transport: z.enum(lists.TRANSPORTS),
    canDeidentify: z.boolean(),
    consent: z.enum(lists.CONSENTS),
    authorization: z.enum(lists.AUTHORIZATIONS),
    exception: z.enum(lists.EXCEPTIONS),
    remuneration: z.enum(lists.REMUNERATIONS),
    unencryptedChoice: z.enum(lists.UNENCRYPTED_CHOICES),
    confidential: z.enum(lists.CONFIDENTIALITIES),
    part2: z.enum(lists.PART2_STATES),
    addressee: z.enum(lists.ADDRESSEES),
    portalAvailable: z.boolean(),
  })
  .partial();

const fileSchema = z.strictObject({
  /** What the cases are about, for a reader. */
  what: z.string().optional(),
  /** Facts of every case that does not say otherwise. */
  assume: factsSchema.default({}),
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        facts: factsSchema.default({}),
        disposition: z.enum(DISPOSITIONS),
        reasonCode: z.string().min(1).optional(),
      }),
    )
    .min(1)
    .max(MOST_CASES),
});

/** The facts that must be said; the others have a value that is assumed. */
type Said = 'lane' | 'direction' | 'channel' | 'purpose' | 'phi';
export type AssumedFacts = Omit<DecisionFacts, Said>;

const ASSUMED: AssumedFacts = {
  unreadableParts: false,
  baa: 'active',
  transport: 'tls',
  canDeidentify: true,
  ...lists.NO_PERSON,
  portalAvailable: false,
};

/**
 * What is taken for what nobody says about an example: the message was read whole, the person neither objects
 * nor has chosen or signed anything, and nobody pays. What is sent goes to a vendor under agreement, over TLS;
 * of a webhook's receiver nothing is known.
 */
export function assumedFacts(direction: Direction): AssumedFacts {
  return direction === 'outbound' ? ASSUMED : { ...ASSUMED, baa: 'unknown', transport: 'unknown' };
}

/** Reads a file of expected decisions, YAML or JSON. Problems name the case and the field. */
export function readCases(text: string): CaseFile {
  if (text.length > LONGEST) return rejected(`longer than ${LONGEST} characters`);
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) return rejected(fault.message.split('\n', 1)[0] ?? '');
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return rejected('anchors and aliases are not supported');
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    return {
      kind: 'rejected',
      problems: parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join('.')}: ${message}.`,
      ),
    };
  }
  const { assume, cases } = parsed.data;
  const problems: string[] = [];
  const read = cases.flatMap(({ name, facts, disposition, reasonCode }): DecisionCase[] => {
    const { lane, direction, channel, purpose, phi, ...others } = { ...assume, ...facts };
    const said = { lane, direction, channel, purpose, phi };
    const missing = Object.entries(said).flatMap(([fact, v]) => (v === undefined ? [fact] : []));
    if (missing.length > 0) problems.push(`${name}: ${missing.join(', ')} is not said.`);
    if (!isSaid(said)) return [];
    const whole = { ...assumedFacts(said.direction), ...said, ...defined(others) };
    return [
      { name, facts: whole, disposition, ...(reasonCode === undefined ? {} : { reasonCode }) },
    ];
  });
  return problems.length > 0 ? { kind: 'rejected', problems } : { kind: 'read', cases: read };
}

function rejected(problem: string): CaseFile {
  return { kind: 'rejected', problems: [`${problem}.`] };
}

function isSaid(facts: { readonly [F in Said]: DecisionFacts[F] | undefined }): facts is Pick<
  DecisionFacts,
  Said
> {
  return Object.values(facts).every((value) => value !== undefined);
}

function defined<T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
