import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageKey } from '../../lambdas/core/message/message-key.ts';
import { folderForAll } from './support/folders.ts';
import { type Patient, PATIENT_FIELDS } from './support/patients.ts';
import { type CrashRun, runUnderFire } from './support/under-fire.ts';
import { postWebhook } from './support/vendor.ts';
import { acceptedIds, latestDeliveries, SINKS, type SinkName } from './support/sinks.ts';
import { type Item, openTables, type Tables, waitUntilDrained } from './support/tables.ts';

/** Kills in one run; more of them find rarer moments. */
const KILLS = Number(process.env['CORDON_CRASH_KILLS'] ?? '30');
/** The same seed kills after the same delays; what the machine makes of them differs. */
const SEED = Number(process.env['CORDON_CRASH_SEED'] ?? '20261');
/** Milliseconds: a kill costs a start, two seconds as a rule and ten on a machine that is very busy. */
const RUN_PATIENCE = 120_000 + KILLS * 15_000;
/** Longer than the sweeper takes to find a delivery whose delayed repeat was lost with the queue. */
const DRAIN_PATIENCE = 200_000;

describe('a gateway that is killed again and again under load', () => {
  let run: CrashRun;
  let tables: Tables;
  let messages: readonly Item[];
  const delivered = new Map<SinkName, readonly string[]>();

  beforeAll(async () => {
    run = await runUnderFire({ data: await folderForAll(), kills: KILLS, seed: SEED });
    tables = openTables(run.gateway.ready.services.dynamodb);
    await waitUntilDrained(tables, DRAIN_PATIENCE);
    messages = await tables.items('messages');
    for (const sink of SINKS) delivered.set(sink, await acceptedIds(run.gateway.ready, sink));
  }, RUN_PATIENCE + DRAIN_PATIENCE);

  afterAll(async () => {
    tables.destroy();
    await run.gateway.end('SIGINT');
    const ids = [...delivered.values()];
    const attempts = ids.reduce((sum, list) => sum + list.length, 0);
    const distinct = ids.reduce((sum, list) => sum + new Set(list).size, 0);
    console.log(
      `crash test: ${run.kills} kills (seed ${SEED}), ${run.accepted.size} webhooks accepted, ` +
        `${distinct} delivered to ${SINKS.length} sinks, ${attempts - distinct} delivered again, ` +
        `${run.interrupted} requests cut off, ${run.abandoned.size} never sent again`,
    );
  });

  it('was really killed in the middle of accepting, of working and of delivering', async () => {
    expect(run.kills).toBe(KILLS);
    expect(run.accepted.size).toBeGreaterThan(KILLS / 3);
    // A few kills may all miss a step; thirty do not.
    if (KILLS < 30) return;
    expect(run.interrupted).toBeGreaterThan(0);
    const log = await readFile(run.gateway.ready.logFile, 'utf8');
    for (const work of ['inbound', 'deliver-clinical', 'deliver-marketing']) {
      expect(log, `left behind: ${work}`).toContain(`"event":"sweep.requeued","work":"${work}"`);
    }
  });

  it('lost no webhook that it had answered with success', () => {
    const known = new Map(messages.map((item) => [item['key'], item]));
    for (const id of run.accepted.keys()) {
      const item = known.get(messageKey('intake', id));
      expect(item, id).toBeDefined();
      expect(item?.['state'], id).toBe('routed');
    }
  });

  it('gave each webhook one message id, the one in its answer', () => {
    const known = new Map(messages.map((item) => [item['key'], item['messageId']]));
    for (const [id, answered] of run.accepted) {
      expect(answered.size, id).toBeLessThanOrEqual(1);
      for (const messageId of answered) {
        expect(known.get(messageKey('intake', id)), id).toBe(messageId);
      }
    }
    expect(new Set(known.values()).size).toBe(known.size);
  });

  it.each(SINKS)('delivered each of them to %s, under that id and no other', (sink) => {
    const seen = [...new Set(delivered.get(sink))].sort();
    expect(seen).toEqual(messages.map((item) => String(item['messageId'])).sort());
  });

  it('delivered what was sent: all of it to the clinical sink, no identifier to the other', async () => {
    const byMessage = new Map(
      run.sent.map(({ id, ...sent }) => [messageKey('intake', id), sent] as const),
    );
    const sentOf = (messageId: string | undefined) => {
      const item = messages.find((each) => each['messageId'] === messageId);
      return byMessage.get(String(item?.['key']));
    };
    for (const sink of SINKS) {
      const deliveries = await latestDeliveries(run.gateway.ready, sink);
      expect(deliveries.length).toBeGreaterThan(0);
      for (const { verified, headers, body } of deliveries) {
        expect(verified).toBe(true);
        const sent = sentOf(headers['webhook-id']);
        expect(sent).toBeDefined();
        if (sink === 'clinical-sink') expect(body === sent!.body).toBe(true);
        else expect(namesOfValuesIn(body, sent!.patient)).toEqual([]);
      }
    }
  });

  it('recorded exactly one decision for each message and destination', async () => {
    const records = await tables.items('decisions');
    // Beside them lie changes of the registry, and may lie notices of late records.
    const recorded = records
      .filter((item) => 'record' in item && item['kind'] === 'decision')
      .map((item) => (JSON.parse(String(item['record'])) as { decisionId: string }).decisionId);
    const expected = messages.flatMap((item) =>
      SINKS.map((sink) => `${String(item['messageId'])}~${sink}`),
    );
    expect(recorded.sort()).toEqual(expected.sort());
  });

  it('finished every delivery and held nothing back', async () => {
    for (const lane of ['clinical', 'marketing'] as const) {
      const items = await tables.items(`outbox-${lane}`);
      // Beside the deliveries is how their destination does.
      const deliveries = items.filter(({ deliveryId }) => !String(deliveryId).startsWith('gate#'));
      expect(deliveries).toHaveLength(messages.length);
      expect(new Set(deliveries.map((item) => item['state']))).toEqual(new Set(['delivered']));
    }
    expect(await tables.items('quarantine')).toEqual([]);
  });

  it('answers a vendor who sends an accepted webhook again with success, and delivers nothing', async () => {
    const { ready } = run.gateway;
    const again = run.sent.filter(({ id }) => run.accepted.has(id)).filter((_, at) => at % 5 === 0);
    for (const { id, body } of again) {
      const secret = ready.credentials.sources.intake;
      const answer = await postWebhook(ready.sources['intake']!.url, secret, id, body);
      expect(answer).toEqual({ status: 200, body: '{"status":"duplicate"}' });
    }
    await sleep(1000);
    expect(await tables.unfinished()).toBe(0);
    expect(await tables.items('messages')).toHaveLength(messages.length);
    for (const sink of SINKS) expect(await acceptedIds(ready, sink)).toEqual(delivered.get(sink));
  });
});

/** Names, not values: what fails here is read by many. */
function namesOfValuesIn(text: string, patient: Patient): readonly string[] {
  return PATIENT_FIELDS.filter((field) => text.includes(patient[field]));
}
