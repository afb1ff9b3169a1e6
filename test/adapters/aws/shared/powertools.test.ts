import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LOG_EVENTS, selectFields } from '../../../../lambdas/adapters/aws/shared/log-fields.ts';
import { metricsOf } from '../../../../lambdas/adapters/aws/shared/powertools-metrics.ts';
import type { LogEvent } from '../../../../lambdas/ports/log.ts';

const SAMPLES: readonly LogEvent[] = [
  { event: 'webhook.accepted', sourceId: 's', messageId: 'm', bytes: 12, ms: 1.5 },
  { event: 'webhook.duplicate', sourceId: 's' },
  { event: 'webhook.handshake', sourceId: 's' },
  { event: 'webhook.refused', sourceId: 's', reason: 'signature_mismatch' },
  { event: 'webhook.unknown_source' },
  { event: 'webhook.too_large', sourceId: 's', limitBytes: 1000 },
  {
    event: 'decision.recorded',
    ms: 2.5,
    decisionId: 'd',
    messageId: 'm',
    lane: 'marketing',
    direction: 'outbound',
    channel: 'email',
    classification: 'phi',
    disposition: 'block',
    reasonCode: 'no-phi',
  },
  { event: 'delivery.delivered', deliveryId: 'd', lane: 'clinical', attempt: 1, ms: 20 },
  {
    event: 'delivery.retry',
    deliveryId: 'd',
    lane: 'clinical',
    attempt: 2,
    failure: 'http_503',
    dueInSeconds: 30,
  },
  { event: 'delivery.dead', deliveryId: 'd', lane: 'clinical', attempt: 9, failure: 'http_410' },
  {
    ...{ event: 'delivery.withheld', deliveryId: 'd', lane: 'clinical', attempt: 1 },
    disposition: 'quarantine',
  },
  {
    ...{ event: 'delivery.waits', deliveryId: 'dlv_1', lane: 'marketing', why: 'rate' },
    dueInSeconds: 3,
  },
  {
    ...{ event: 'delivery.overtaken', deliveryId: 'dlv_1', lane: 'marketing', attempt: 2 },
    outcome: 'delivered',
  },
  { event: 'delivery.replayed', deliveryId: 'dlv_1', lane: 'clinical', keyId: 'ok_1' },
  { event: 'destination.disabled', destinationId: 'crm', lane: 'marketing' },
  { event: 'destination.enabled', destinationId: 'crm', lane: 'marketing', keyId: 'ok_1' },
  { event: 'mail.heard', what: 'bounced', deliveryId: 'msg_1~r1', lane: 'clinical' },
  { event: 'mail.unknown', what: 'delivered' },
  { event: 'portal.recorded', what: 'viewed', linkId: 'lnk_1', messageId: 'msg_1' },
  { event: 'token.revealed', keyId: 'ck_1', purpose: 'treatment' },
  { event: 'token.break_glass', keyId: 'ck_1', purpose: 'treatment' },
  { event: 'send.unauthenticated', dialect: 'cordon' },
  { event: 'send.forbidden', dialect: 'cordon', keyId: 'mk_newsletter1' },
  {
    ...{ event: 'message.recalled', messageId: 'msg_1', lane: 'clinical' },
    ...{ keyId: 'ck_newsletter1', count: 2 },
  },
  { event: 'send.rate_limited', dialect: 'cordon', keyId: 'mk_newsletter1', recipients: 3 },
  { event: 'send.repeated', dialect: 'resend', keyId: 'mk_newsletter1', as: 'answered' },
  { event: 'send.malformed', dialect: 'cordon', fields: 2 },
  { event: 'work.failed', work: 'inbound', errorClass: 'ServiceError', attempt: 3 },
  { event: 'work.given_up', work: 'inbound', messageId: 'm' },
  { event: 'request.failed', route: '/v1/messages', errorClass: 'TypeError' },
  { event: 'second_opinion.failed', direction: 'inbound', reason: 'timed_out' },
  { event: 'baa.renewal_due', vendorId: 'mail-relay', daysLeft: 6, within: 7 },
  { event: 'baa.lapsed', vendorId: 'mail-relay' },
  { event: 'quarantine.overdue', count: 3, oldestHours: 30 },
  {
    ...{ event: 'quarantine.settled', heldId: 'msg_1~r1', lane: 'clinical' },
    ...{ as: 'sent_again', keyId: 'ok_1' },
  },
  { event: 'policy.replaced', version: 4, policyVersion: '0123456789abcdef' },
  { event: 'policy.refused', version: 5, problems: 2 },
  { event: 'policy.unreadable', errorClass: 'ServiceError' },
  { event: 'baa.review_due', vendorId: 'mail-relay' },
  { event: 'ledger.sealed', sequence: 7, records: 3, ms: 40, lagSeconds: 61 },
  { event: 'ledger.seal_late', lagSeconds: 600 },
  { event: 'ledger.seal_broken', sequence: 7 },
  { event: 'sweep.requeued', work: 'inbound', count: 4 },
  { event: 'canary.succeeded', ms: 1800 },
  { event: 'canary.failed', step: 'post', reason: 'http_503' },
  { event: 'backlog.full', waiting: 5004 },
  { event: 'backlog.eased', waiting: 3700 },
];

describe('log events', () => {
  it('are all in the samples of this test', () => {
    expect(SAMPLES.map(({ event }) => event).sort()).toEqual(Object.keys(LOG_EVENTS).sort());
  });

  it.each(SAMPLES.map((event) => [event.event, event] as const))(
    '%s is written with all of its fields and no others',
    (_name, event) => {
      const { event: _event, ...fields } = event;
      expect(selectFields(event)).toEqual(fields);
      const loaded = { ...event, body: 'Jane Roe', error: new Error('Jane Roe'), cause: ['Jane'] };
      expect(selectFields(loaded)).toEqual(fields);
    },
  );

  it('carry nothing but numbers and short texts, whatever an object holds', () => {
    const hostile = {
      event: 'webhook.refused',
      sourceId: { toString: () => 'Jane Roe' },
      reason: 'x'.repeat(10_000),
    } as unknown as LogEvent;
    expect(selectFields(hostile)).toEqual({ reason: 'x'.repeat(256) });
  });
});

describe('metrics', () => {
  it.each(SAMPLES.map((event) => [event.event, event] as const))(
    '%s counts, with closed dimensions alone',
    (_name, event) => {
      const metrics = metricsOf(event);
      expect(metrics.some(({ unit }) => unit === 'Count')).toBe(true);
      for (const { name, value, dimensions } of metrics) {
        expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
        expect(Number.isFinite(value)).toBe(true);
        for (const dimension of Object.keys(dimensions)) {
          expect(['lane', 'direction', 'disposition', 'work', 'within', 'what']).toContain(
            dimension,
          );
        }
      }
    },
  );
});

const SCRIPT = `
import { createPowertoolsLog } from './lambdas/adapters/aws/shared/powertools-log.ts';
import { createMeteredLog } from './lambdas/adapters/aws/shared/powertools-metrics.ts';
const log = createMeteredLog({
  log: createPowertoolsLog({ service: 'inbound-worker' }),
  namespace: 'Cordon',
  service: 'inbound-worker',
});
const event = { event: 'delivery.delivered', deliveryId: 'd1', lane: 'clinical', attempt: 1, ms: 20 };
log.write({ ...event, body: 'Jane Roe' });
log.write({ event: 'delivery.dead', deliveryId: 'd2', lane: 'clinical', attempt: 9, failure: 'http_410' });
`;

describe('powertools', () => {
  it('writes one JSON line per event with its own fields, and its metrics in EMF', async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT],
      {
        env: {
          PATH: process.env['PATH'],
          AWS_REGION: 'us-east-1',
          SECRET_IN_ENVIRONMENT: 'hunter2',
          _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        },
      },
    );
    const lines = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const logs = lines.filter((line) => !('_aws' in line));
    const metrics = lines.filter((line) => '_aws' in line);
    expect(logs).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
        level: 'INFO',
        service: 'inbound-worker',
        event: 'delivery.delivered',
        deliveryId: 'd1',
        lane: 'clinical',
        attempt: 1,
        ms: 20,
      },
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
        level: 'ERROR',
        service: 'inbound-worker',
        event: 'delivery.dead',
        deliveryId: 'd2',
        lane: 'clinical',
        attempt: 9,
        failure: 'http_410',
      },
    ]);
    const figures = metrics.map(({ _aws: _, ...figure }) => figure);
    expect(figures).toEqual([
      { service: 'inbound-worker', lane: 'clinical', Delivered: 1 },
      { service: 'inbound-worker', lane: 'clinical', DeliverTime: 20 },
      { service: 'inbound-worker', lane: 'clinical', DeliveryDead: 1 },
    ]);
    expect(`${stdout}${stderr}`).not.toMatch(/Jane|hunter2/);
  });
});
