import { describe, expect, it } from 'vitest';
import { DELIVERY_STATES, DELIVERY_TRANSITIONS } from '../../../lambdas/core/message/delivery.ts';
import {
  INBOUND_STATES,
  INBOUND_TRANSITIONS,
} from '../../../lambdas/core/message/inbound-message.ts';

/** States from which one of `ends` can be reached. */
function reaching(
  transitions: Readonly<Record<string, readonly string[]>>,
  ends: readonly string[],
): string[] {
  const found = new Set(ends);
  for (let grown = true; grown;) {
    const next = Object.keys(transitions).filter(
      (state) => !found.has(state) && transitions[state]!.some((to) => found.has(to)),
    );
    next.forEach((state) => found.add(state));
    grown = next.length > 0;
  }
  return [...found].sort();
}

describe('the states of an inbound message', () => {
  it('can always come to an end, and an end stays', () => {
    expect(INBOUND_TRANSITIONS.routed).toEqual([]);
    expect(INBOUND_TRANSITIONS.failed).toEqual([]);
    expect(reaching(INBOUND_TRANSITIONS, ['routed', 'failed'])).toEqual([...INBOUND_STATES].sort());
  });

  it('are routed only after they were decided', () => {
    const before = INBOUND_STATES.filter((state) => INBOUND_TRANSITIONS[state].includes('routed'));
    expect(before).toEqual(['decided']);
  });
});

describe('the states of a delivery', () => {
  it('can always come to an end, and an end stays', () => {
    expect(DELIVERY_TRANSITIONS.delivered).toEqual([]);
    expect(DELIVERY_TRANSITIONS.dead).toEqual([]);
    expect(DELIVERY_TRANSITIONS.recalled).toEqual([]);
    expect(reaching(DELIVERY_TRANSITIONS, ['delivered', 'dead', 'recalled'])).toEqual(
      [...DELIVERY_STATES].sort(),
    );
  });
});
