import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costOf, fixedCost, receivingCost, total } from '../../bench/cost/compute.ts';
import { costPage, monthOf, PAGE } from '../../bench/cost/page.ts';
import assumptions from '../../bench/cost/assumptions.json' with { type: 'json' };
import prices from '../../bench/cost/prices.json' with { type: 'json' };
import resources from '../../bench/cost/resources.json' with { type: 'json' };
import { MEMORY } from '../../lib/functions.ts';
import {
  allResources,
  synthesize,
  synthesizeEverything,
  type Templates,
  withReceiving,
  withVpc,
} from '../lib/support/synthesize.ts';

describe('the page on cost', () => {
  it('is what its data says: npm run cost -- --write writes it', async () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(await costPage());
  });

  it('takes for the memory of a function what it is given', () => {
    expect(MEMORY).toMatchObject(assumptions.memoryMb);
  });

  it('counts what is deployed, to a tenth (bench/cost/resources.json)', { timeout: 60_000 }, () => {
    const ofA = (templates: Templates) => (type: string) =>
      allResources(templates).filter(({ Type }) => Type === type);
    const of = ofA(synthesize());
    const ofReceiving = ofA(synthesize(withReceiving));
    const more = (type: string) => ofReceiving(type).length - of(type).length;
    const metrics = of('AWS::Logs::MetricFilter').map(({ Properties }) =>
      JSON.stringify((Properties?.['MetricTransformations'] as readonly object[])[0]),
    );
    const interfaces = (templates: Templates) =>
      allResources(templates).filter(
        ({ Type, Properties }) =>
          Type === 'AWS::EC2::VPCEndpoint' && Properties?.['VpcEndpointType'] === 'Interface',
      ).length;
    const deployed = {
      keys: of('AWS::KMS::Key').length,
      webAcls: of('AWS::WAFv2::WebACL').length,
      wafRules: of('AWS::WAFv2::WebACL').flatMap(({ Properties }) => Properties?.['Rules']).length,
      alarms: of('AWS::CloudWatch::Alarm').length,
      dashboards: of('AWS::CloudWatch::Dashboard').length,
      eventMetrics: new Set(metrics).size,
      queues: of('AWS::Lambda::EventSourceMapping').length,
      receivingKeys: more('AWS::KMS::Key'),
      receivingAlarms: more('AWS::CloudWatch::Alarm'),
      receivingQueues: more('AWS::Lambda::EventSourceMapping'),
      vpcEndpoints: interfaces(synthesize(withVpc)),
      vpcEndpointsAtMost: interfaces(synthesizeEverything()),
    };
    expect(Object.keys(resources)).toEqual(Object.keys(deployed));
    for (const [name, count] of Object.entries(deployed)) {
      const said = resources[name as keyof typeof resources];
      expect(Math.abs(said - count), `${name}: ${String(count)}`).toBeLessThanOrEqual(count / 10);
    }
  });

  it('adds up: twice as much costs twice what comes, and the fixed part once', () => {
    const one = monthOf({ webhooks: 1000, sends: 500 }).usd;
    const two = monthOf({ webhooks: 2000, sends: 1000 }).usd;
    expect(two - one).toBeCloseTo(one - total(fixedCost()), 8);
    expect(monthOf({ webhooks: 0, sends: 0 }).usd).toBeCloseTo(total(fixedCost()), 8);
    const inVpc = monthOf({ webhooks: 0, sends: 0, vpc: true }).usd - total(fixedCost());
    expect(inVpc).toBeCloseTo(2 * 24 * 30 * 3 * prices.prices.vpcEndpointHours.usd, 8);
    const received = monthOf({ webhooks: 0, sends: 0, received: 1000 }).usd - total(fixedCost());
    expect(received).toBeCloseTo(total(receivingCost()) + total(costOf('mailIn', 1000)), 8);
    expect(costOf('webhook', 1).every(({ usd }) => usd > 0)).toBe(true);
  });
});
