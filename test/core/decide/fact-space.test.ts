import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../../lambdas/core/decide/decision.ts';
import { allFacts, FACT_VALUES, factsKey } from '../../../lambdas/core/decide/fact-space.ts';
import { NO_PERSON, type DecisionFacts } from '../../../lambdas/core/decide/facts.ts';
import { letsOutMore, provePolicy, worseThan } from '../../../lambdas/core/decide/prove.ts';
import { loadSound, shippedSources } from './shipped-policy.ts';

const policy = loadSound(shippedSources);
const TEXT_CHANNELS = ['sms', 'whatsapp', 'push', 'social'];
const RELEASED = ['as_is', 'encrypted', 'portal', 'deidentified'];

/** The facts and decisions of which the predicate is true: counterexamples. */
function where(predicate: (facts: DecisionFacts, decision: Decision) => boolean): string[] {
  return decided
    .filter(([f, d]) => predicate(f, d))
    .map(([f, d]) => `${factsKey(f)}: ${d.disposition}`);
}

const mayHoldPhi = ({ phi, unreadableParts }: DecisionFacts): boolean =>
  phi === 'phi' || phi === 'unknown' || unreadableParts;

let decided: (readonly [DecisionFacts, Decision])[] = [];

beforeAll(() => {
  decided = [...policy.distinctFacts()].map((facts) => [facts, policy.decide(facts)]);
}, 180_000);

describe('over the whole space of facts the shipped policy', () => {
  it('has an answer by a rule of its own to each combination', () => {
    expect(decided.length).toBe(6720);
    expect(where((_, d) => d.reasonCode === 'policy-error')).toEqual([]);
    expect(where((_, d) => d.reasonCode === 'no-rule-permits')).toEqual([]);
    expect(where((_, d) => d.rules.some((id) => id.startsWith('floor-')))).toEqual([]);
    expect(where((_, d) => d.says === '' || d.citations.length === 0)).toEqual([]);
  });

  it('tells a sender what to do exactly when something better was refused', () => {
    expect(where((_, d) => d.refused.length > 0 !== (d.remedy !== undefined))).toEqual([]);
  });

  it('never passes on as it is what holds, or may hold, PHI', () => {
    expect(where((f, d) => d.disposition === 'as_is' && mayHoldPhi(f))).toEqual([]);
  });

  it('lets nothing with PHI leave the marketing lane except de-identified', () => {
    const leaves = (d: Decision): boolean =>
      RELEASED.includes(d.disposition) && d.disposition !== 'deidentified';
    expect(where((f, d) => f.lane === 'marketing' && mayHoldPhi(f) && leaves(d))).toEqual([]);
  });

  it('sends nothing with PHI by SMS, WhatsApp, push or social, in any form', () => {
    const byText = (f: DecisionFacts): boolean => TEXT_CHANNELS.includes(f.channel);
    expect(where((f, d) => byText(f) && mayHoldPhi(f) && RELEASED.includes(d.disposition))).toEqual(
      [],
    );
  });

  it('delivers nothing over a connection that is not known to be encrypted', () => {
    const unsafe = ({ transport }: DecisionFacts): boolean =>
      transport === 'plain' || transport === 'unknown';
    expect(where((f, d) => unsafe(f) && RELEASED.includes(d.disposition))).toEqual([]);
  });

  it('forwards nothing with PHI to a vendor without an active agreement except de-identified', () => {
    const whole = (d: Decision): boolean => ['as_is', 'encrypted'].includes(d.disposition);
    expect(
      where((f, d) => f.direction === 'inbound' && f.baa !== 'active' && mayHoldPhi(f) && whole(d)),
    ).toEqual([]);
  });

  it('never de-identifies what was not read completely or cannot be rewritten', () => {
    expect(
      where(
        (f, d) =>
          d.disposition === 'deidentified' &&
          (f.phi === 'unknown' || f.unreadableParts || !f.canDeidentify),
      ),
    ).toEqual([]);
  });

  it('never sends email of the clinical lane without requiring TLS', () => {
    const clinicalMail = (f: DecisionFacts): boolean =>
      f.lane === 'clinical' && f.direction === 'outbound' && f.channel === 'email';
    expect(where((f, d) => clinicalMail(f) && d.disposition === 'as_is')).toEqual([]);
  });

  it('uses no PHI to promote anything', () => {
    const promotes = (f: DecisionFacts): boolean =>
      f.direction === 'outbound' && f.purpose === 'marketing' && mayHoldPhi(f);
    expect(where((f, d) => promotes(f) && RELEASED.includes(d.disposition))).toEqual([]);
  });

  it('offers a vendor no portal', () => {
    const asked = (d: Decision): boolean =>
      d.disposition === 'portal' || d.refused.some(({ disposition }) => disposition === 'portal');
    expect(where((f, d) => f.direction === 'inbound' && asked(d))).toEqual([]);
  });

  it('never lets out more when a fact is worse', () => {
    const byKey = new Map(decided.map(([facts, decision]) => [factsKey(facts), decision]));
    let compared = 0;
    const better = decided.flatMap(([facts, decision]) =>
      worseThan(facts).flatMap((worse) => {
        const other = byKey.get(factsKey(worse));
        if (other === undefined) return [];
        compared += 1;
        return letsOutMore(other, decision) ? [`${factsKey(facts)} -> ${factsKey(worse)}`] : [];
      }),
    );
    expect(compared).toBeGreaterThan(10_000);
    expect(better).toEqual([]);
  });

  it('passes the proof that the command line offers', () => {
    expect(provePolicy(policy)).toEqual([]);
  });
});

describe('the space of facts', () => {
  it('holds every combination once', () => {
    const few = Object.fromEntries(
      Object.entries(FACT_VALUES).map(([fact, values]) => [fact, values.slice(0, 2)]),
    ) as unknown as typeof FACT_VALUES;
    const keys = new Set([...allFacts(few)].map(factsKey));
    expect(keys.size).toBe(2 ** 17);
  });

  it('is stood for by the combinations that the policy can tell apart', () => {
    const standIn = (facts: DecisionFacts): DecisionFacts => ({
      ...facts,
      purpose: facts.purpose === 'marketing' ? 'marketing' : 'general_business',
      baa: facts.baa === 'active' ? 'active' : 'lapsed',
      transport: facts.transport === 'unknown' ? 'plain' : facts.transport,
      ...NO_PERSON,
      exception: 'treatment',
      authorization: 'valid',
      unencryptedChoice: 'recorded',
      portalAvailable: false,
    });
    const any = fc.record({
      lane: fc.constantFrom(...FACT_VALUES.lane),
      direction: fc.constantFrom(...FACT_VALUES.direction),
      channel: fc.constantFrom(...FACT_VALUES.channel),
      purpose: fc.constantFrom(...FACT_VALUES.purpose),
      phi: fc.constantFrom(...FACT_VALUES.phi),
      unreadableParts: fc.boolean(),
      baa: fc.constantFrom(...FACT_VALUES.baa),
      transport: fc.constantFrom(...FACT_VALUES.transport),
      canDeidentify: fc.boolean(),
      consent: fc.constantFrom(...FACT_VALUES.consent),
      authorization: fc.constantFrom(...FACT_VALUES.authorization),
      exception: fc.constantFrom(...FACT_VALUES.exception),
      remuneration: fc.constantFrom(...FACT_VALUES.remuneration),
      unencryptedChoice: fc.constantFrom(...FACT_VALUES.unencryptedChoice),
      confidential: fc.constantFrom(...FACT_VALUES.confidential),
      part2: fc.constantFrom(...FACT_VALUES.part2),
      portalAvailable: fc.boolean(),
    });
    const distinct = new Set(decided.map(([facts]) => factsKey(facts)));
    fc.assert(
      fc.property(any, (facts) => {
        expect(distinct).toContain(factsKey(standIn(facts)));
        expect(policy.decide(facts)).toEqual(policy.decide(standIn(facts)));
      }),
      { numRuns: 500 },
    );
  });
});
