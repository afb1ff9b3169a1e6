import { describe, expect, it } from 'vitest';
import { hubspot, hubspotReplayKey } from '../../../../lambdas/core/verify/schemes/hubspot.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(hubspot);

describe('what identifies an event of HubSpot', () => {
  const EVENT = {
    ...{ eventId: 100, subscriptionId: 7, occurredAt: 1764349100000, attemptNumber: 0 },
    ...{ portalId: 5, subscriptionType: 'contact.associationChange' },
    ...{ fromObjectId: 1, toObjectId: 2, associationType: 'CONTACT_TO_COMPANY' },
  };
  const keyOf = (change: object) =>
    hubspotReplayKey(Buffer.from(JSON.stringify([{ ...EVENT, ...change }])));

  it('is the same when it is sent again', () => {
    expect(keyOf({ attemptNumber: 1 })).toBe(keyOf({}));
  });

  it.each([
    ['account', { portalId: 6 }],
    ['first object of an association', { fromObjectId: 3 }],
    ['second object of an association', { toObjectId: 3 }],
    ['kind of association', { associationType: 'COMPANY_TO_CONTACT' }],
    ['kind of event', { subscriptionType: 'company.associationChange' }],
  ])('is another for another %s', (_, change) => {
    expect(keyOf(change)).not.toBe(keyOf({}));
  });
});
