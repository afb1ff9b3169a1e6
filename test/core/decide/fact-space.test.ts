import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { DISPOSITIONS, type Disposition } from '../../../lambdas/core/vocabulary.ts';
import { assumedFacts } from '../../../lambdas/core/decide/case-file.ts';
import {
  FACT_NAMES,
  FACT_VALUES,
  factsKey,
  sampleFacts,
} from '../../../lambdas/core/decide/fact-space.ts';
import type { DecisionFacts } from '../../../lambdas/core/decide/facts.ts';
import { maskOf, NOTHING_PERMITS } from '../../../lambdas/core/decide/policy-model.ts';
import { dispositionOf, letsOutMore, provePolicy } from '../../../lambdas/core/decide/prove.ts';
import { worseThan } from '../../../lambdas/core/decide/worse-facts.ts';
import { loadSound, shippedSources } from './shipped-policy.ts';

const policy = loadSound(shippedSources);
const model = policy.model();
const TEXT_CHANNELS = ['sms', 'whatsapp', 'push', 'social'];
const RELEASED: readonly Disposition[] = ['as_is', 'encrypted', 'portal', 'deidentified'];

/**
 * A combination of facts with its outcome, of all there are, for which the predicate is true; undefined if
 * there is none. `reads` names the facts that the predicate looks at.
 */
function counterexample<F extends keyof DecisionFacts>(
  reads: readonly F[],
  predicate: (facts: Pick<DecisionFacts, F>, disposition: Disposition) => boolean,
): string | undefined {
  const { diagrams, outcome } = model;
  const wrong = diagrams.of(reads, (facts) =>
    maskOf(DISPOSITIONS.filter((disposition) => predicate(facts, disposition))),
  );
  const violated = diagrams.combine(
    outcome,
    wrong,
    (o, w) => (w >> DISPOSITIONS.indexOf(dispositionOf(o))) & 1,
  );
  const facts = diagrams.find(violated, (result) => result === 1);
  return facts && `${factsKey(facts)}: ${dispositionOf(diagrams.at(outcome, facts))}`;
}

type Read = Pick<DecisionFacts, 'phi' | 'unreadableParts'>;
const mayHoldPhi = ({ phi, unreadableParts }: Read): boolean =>
  phi === 'phi' || phi === 'unknown' || unreadableParts;
const released = (disposition: Disposition): boolean => RELEASED.includes(disposition);

describe('over every combination of facts the shipped policy', () => {
  it('has an answer by a rule of its own', () => {
    expect(model.problems).toEqual([]);
    expect(model.diagrams.find(model.outcome, (o) => o === NOTHING_PERMITS)).toBeUndefined();
  });

  it('passes on as it is what holds PHI only by email or SMS to a person who chose that', () => {
    expect(
      counterexample(
        ['phi', 'unreadableParts', 'unencryptedChoice', 'channel', 'lane', 'direction'],
        (f, d) =>
          d === 'as_is' &&
          mayHoldPhi(f) &&
          !(
            f.unencryptedChoice === 'recorded' &&
            f.phi === 'phi' &&
            !f.unreadableParts &&
            f.lane === 'clinical' &&
            f.direction === 'outbound' &&
            ['email', 'sms'].includes(f.channel)
          ),
      ),
    ).toBeUndefined();
  });

  it('lets nothing with PHI leave the marketing lane except de-identified', () => {
    expect(
      counterexample(
        ['lane', 'phi', 'unreadableParts'],
        (f, d) => f.lane === 'marketing' && mayHoldPhi(f) && released(d) && d !== 'deidentified',
      ),
    ).toBeUndefined();
  });

  it('sends nothing with PHI by WhatsApp, push or social, in any form but a notice', () => {
    expect(
      counterexample(
        ['channel', 'phi', 'unreadableParts', 'unencryptedChoice'],
        (f, d) =>
          TEXT_CHANNELS.includes(f.channel) &&
          mayHoldPhi(f) &&
          released(d) &&
          d !== 'portal' &&
          !(f.channel === 'sms' && f.unencryptedChoice === 'recorded' && d === 'as_is'),
      ),
    ).toBeUndefined();
  });

  it('delivers nothing over a connection that is not known to be encrypted', () => {
    expect(
      counterexample(
        ['transport'],
        (f, d) => f.transport !== 'tls' && f.transport !== 'local' && released(d),
      ),
    ).toBeUndefined();
  });

  it('lets nothing with PHI out to a vendor without an active agreement except de-identified', () => {
    expect(
      counterexample(
        ['baa', 'phi', 'unreadableParts'],
        (f, d) => f.baa !== 'active' && mayHoldPhi(f) && released(d) && d !== 'deidentified',
      ),
    ).toBeUndefined();
  });

  it('lets nothing of the clinical lane out by a vendor without an active agreement', () => {
    expect(
      counterexample(
        ['baa', 'lane', 'direction'],
        (f, d) =>
          f.baa !== 'active' && f.lane === 'clinical' && f.direction === 'outbound' && released(d),
      ),
    ).toBeUndefined();
  });

  it('never de-identifies what was not read completely or cannot be rewritten', () => {
    expect(
      counterexample(
        ['phi', 'unreadableParts', 'canDeidentify'],
        (f, d) =>
          d === 'deidentified' && (f.phi === 'unknown' || f.unreadableParts || !f.canDeidentify),
      ),
    ).toBeUndefined();
  });

  it('never sends email of the clinical lane without requiring TLS, unless the person chose that', () => {
    expect(
      counterexample(
        ['lane', 'direction', 'channel', 'unencryptedChoice'],
        (f, d) =>
          f.lane === 'clinical' &&
          f.direction === 'outbound' &&
          f.channel === 'email' &&
          f.unencryptedChoice !== 'recorded' &&
          d === 'as_is',
      ),
    ).toBeUndefined();
  });

  it('uses PHI to promote only under an authorization or an exception', () => {
    expect(
      counterexample(
        ['direction', 'purpose', 'phi', 'unreadableParts', 'authorization', 'exception'],
        (f, d) =>
          f.direction === 'outbound' &&
          f.purpose === 'marketing' &&
          mayHoldPhi(f) &&
          f.authorization !== 'valid' &&
          (f.exception === 'none' || f.exception === 'unknown') &&
          released(d),
      ),
    ).toBeUndefined();
  });

  it('takes what somebody pays for as marketing, whatever treatment or product it is about', () => {
    expect(
      counterexample(
        ['direction', 'purpose', 'phi', 'authorization', 'exception', 'remuneration'],
        (f, d) =>
          f.direction === 'outbound' &&
          f.purpose === 'marketing' &&
          f.phi === 'phi' &&
          f.authorization !== 'valid' &&
          ['treatment', 'care_coordination', 'own_product', 'refill_reminder'].includes(
            f.exception,
          ) &&
          (f.remuneration === 'financial' || f.remuneration === 'unknown') &&
          released(d),
      ),
    ).toBeUndefined();
  });

  it('sends nothing to somebody who opted out, nor by an address they do not accept', () => {
    expect(
      counterexample(
        ['direction', 'consent', 'confidential'],
        (f, d) =>
          f.direction === 'outbound' &&
          (f.consent === 'refused' || f.consent === 'unknown' || f.confidential !== 'honored') &&
          released(d),
      ),
    ).toBeUndefined();
  });

  it('discloses no record under Part 2 again without consent', () => {
    expect(
      counterexample(
        ['part2', 'phi'],
        (f, d) =>
          (f.part2 === 'restricted' || f.part2 === 'unknown') && f.phi === 'phi' && released(d),
      ),
    ).toBeUndefined();
  });

  it('never refuses a device alert: it leaves or it is held', () => {
    expect(
      counterexample(['purpose'], (f, d) => f.purpose === 'device_alert' && d === 'block'),
    ).toBeUndefined();
  });

  it('offers a vendor no portal, and nobody one that does not exist', () => {
    expect(
      counterexample(
        ['direction', 'portalAvailable'],
        (f, d) => d === 'portal' && (f.direction === 'inbound' || !f.portalAvailable),
      ),
    ).toBeUndefined();
  });

  it.each(
    FACT_NAMES.filter((fact) => (FACT_VALUES[fact] as readonly unknown[]).includes('unknown')),
  )('never passes anything on as it is while the fact %s is unknown', (fact) => {
    expect(
      counterexample([fact], (f, d) => f[fact] === 'unknown' && d === 'as_is'),
    ).toBeUndefined();
  });

  it('passes the proof that the command line offers', () => {
    expect(provePolicy(policy)).toEqual([]);
  }, 60_000);
});

/** Any facts at all. */
const anyFacts: fc.Arbitrary<DecisionFacts> = fc.record(
  Object.fromEntries(
    FACT_NAMES.map((fact) => [fact, fc.constantFrom<unknown>(...FACT_VALUES[fact])]),
  ),
) as unknown as fc.Arbitrary<DecisionFacts>;

/** Facts with which something can leave, so that what makes it worse matters: one or two are out of the way. */
const goodFacts: fc.Arbitrary<DecisionFacts> = fc
  .tuple(anyFacts, fc.subarray([...FACT_NAMES], { maxLength: 4 }))
  .map(([facts, odd]) => {
    const best: Partial<DecisionFacts> = {
      ...assumedFacts('outbound'),
      authorization: 'valid',
      portalAvailable: true,
    };
    return { ...facts, ...best, ...Object.fromEntries(odd.map((fact) => [fact, facts[fact]])) };
  });

describe('whatever the facts, asking Cedar', () => {
  it.each([
    ['any', anyFacts],
    ['good', goodFacts],
  ])(
    'never lets out more when one of %s facts is worse',
    (_, arbitrary) => {
      fc.assert(
        fc.property(arbitrary, fc.nat(), (facts, choice) => {
          const worse = worseThan(facts);
          const other = worse[choice % Math.max(1, worse.length)];
          if (other !== undefined) {
            expect(letsOutMore(policy.decide(other), policy.decide(facts))).toBe(false);
          }
        }),
        { numRuns: 400 },
      );
    },
    120_000,
  );

  it('never passes on as it is when any fact is unknown', () => {
    const withUnknown = fc
      .tuple(goodFacts, fc.constantFrom(...FACT_NAMES))
      .filter(([, fact]) => (FACT_VALUES[fact] as readonly unknown[]).includes('unknown'))
      .map(([facts, fact]) => ({ ...facts, [fact]: 'unknown' }));
    fc.assert(
      fc.property(withUnknown, (facts) => {
        expect(policy.decide(facts).disposition).not.toBe('as_is');
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('never passes on as it is when any fact is missing', () => {
    fc.assert(
      fc.property(goodFacts, fc.constantFrom(...FACT_NAMES), (facts, fact) => {
        const rest = { ...facts, [fact]: undefined };
        const decision = policy.decide(rest);
        expect(decision).toMatchObject({ disposition: 'quarantine', reasonCode: 'policy-error' });
      }),
      { numRuns: 100 },
    );
  });

  it('decides as the model that is proved', () => {
    fc.assert(
      fc.property(fc.oneof(anyFacts, goodFacts), (facts) => {
        const { diagrams, outcome } = model;
        expect(policy.decide(facts).disposition).toBe(dispositionOf(diagrams.at(outcome, facts)));
      }),
      { numRuns: 600 },
    );
  }, 120_000);

  it('tells a sender what to do exactly when something better was refused', () => {
    fc.assert(
      fc.property(goodFacts, (facts) => {
        const decision = policy.decide(facts);
        expect(decision.refused.length > 0).toBe(decision.remedy !== undefined);
        expect(decision.says).not.toBe('');
        expect(decision.citations.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});

describe('a sample of the facts', () => {
  it('is the same every time, without repeats, and meets every value of each fact', () => {
    const sample = [...sampleFacts(250)];
    expect(new Set(sample.map(factsKey)).size).toBe(250);
    expect([...sampleFacts(250)]).toEqual(sample);
    for (const fact of FACT_NAMES) {
      expect(new Set<unknown>(sample.map((facts) => facts[fact]))).toEqual(
        new Set<unknown>(FACT_VALUES[fact]),
      );
    }
  });
});
