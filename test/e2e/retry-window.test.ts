import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RETRY_DELAYS_SECONDS } from '../../lambdas/core/deliver/retry-schedule.ts';
import { folderForAll } from './support/folders.ts';
import { type GatewayProcess, runCordon, startGateway } from './support/gateway-process.ts';
import { letTimePass, openClock } from './support/moving-clock.ts';
import { createOperator, postSigned } from './support/operator.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { type Item, openTables, type Tables } from './support/tables.ts';
import { signerFor } from './support/vendor-signers.ts';

/**
 * A gateway in a process of its own, whose clock is moved through the three days in which it tries to deliver to a system
 * that is down. The other system is well. Afterwards the first is repaired and gets what it missed.
 */

/** Two without anybody in them, and one that is not the JSON it says it is. */
const BODIES = ['{"action":"opened"}', '{"action":"closed"}', '{"action":"cut'];
const DOWN = 'clinical-receiver';
const HOUR = 3600;

interface LogLine {
  readonly time: string;
  readonly event: string;
  readonly deliveryId?: string;
  readonly destinationId?: string;
  readonly attempt?: number;
  readonly dueInSeconds?: number;
}

let gateway: GatewayProcess;
let tables: Tables;
const receivers: Partial<Record<'clinical' | 'marketing', Receiver>> = {};
let repaired = false;
let log: readonly LogLine[] = [];
const dead: Item[] = [];
const ends = new Map<unknown, Item>();
const said = { list: '', state: '', replayed: '' };
const statuses: number[] = [];
let held: readonly Item[] = [];

/** What `cordon ...` prints, of this gateway. */
async function cordon(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCordon([...args, '--data', gateway.ready.dataFolder])
    .ended;
  if (code !== 0) throw new Error(`cordon ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function deliveriesOf(lane: 'clinical' | 'marketing'): Promise<readonly Item[]> {
  const items = await tables.items(`outbox-${lane}`);
  return items.filter((item) => item['state'] !== undefined);
}

beforeAll(async () => {
  gateway = await startGateway(await folderForAll(), ['--movable-clock']);
  const { ready } = gateway;
  tables = openTables(ready.services.dynamodb);
  const clock = await openClock(ready.consoleUrl);
  const operator = createOperator(ready);
  for (const lane of ['clinical', 'marketing'] as const) {
    const secret = ready.credentials.destinations[`${lane}-sink`] ?? '';
    const answer = () => (lane === 'clinical' && !repaired ? 503 : 204);
    const receiver = await startReceiver({ secret, answer, now: () => clock.now() });
    receivers[lane] = receiver;
    await operator.addDestination(`${lane}-receiver`, {
      ...{ lane, url: receiver.url, vendorId: `${lane}-system` },
      secretRef: `cordon/destination/${lane}/${lane}-sink`,
    });
  }
  const signer = signerFor('github');
  await operator.addSource('github', signer, { destinationIds: [DOWN, 'marketing-receiver'] });
  operator.destroy();
  for (const body of BODIES) {
    const url = `${ready.url}/webhooks/github`;
    const request = { url, contentType: 'application/json', body, at: clock.now() };
    statuses.push((await postSigned(signer, request)).status);
  }
  await letTimePass(clock, tables);
  dead.push(...(await deliveriesOf('clinical')));
  log = (await readFile(ready.logFile, 'utf8'))
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LogLine]));
  said.list = await cordon('deliveries', 'list', '--destination', DOWN);
  said.state = await cordon('destinations', 'state', DOWN);

  repaired = true;
  await cordon('destinations', 'enable', DOWN, '--why', 'the receiver is repaired');
  const ids = dead.map((item) => String(item['deliveryId']));
  said.replayed = await cordon('deliveries', 'replay', ...ids, '--why', 'it is repaired');
  await letTimePass(clock, tables);
  for (const lane of ['clinical', 'marketing'] as const) {
    for (const item of await deliveriesOf(lane)) ends.set(item['deliveryId'], item);
  }
  held = await tables.items('quarantine');
}, 180_000);

afterAll(async () => {
  tables.destroy();
  await gateway.end('SIGINT');
  await Promise.all(Object.values(receivers).map((each) => each.close()));
});

/** What the log says of one delivery, in its order. */
const linesOf = (item: Item, event: string): readonly LogLine[] =>
  log.filter((line) => line.event === event && line.deliveryId === item['deliveryId']);

describe('a destination that is down for the whole time in which it is tried', () => {
  it('is tried as often as the schedule says, when it says, over 75 hours', () => {
    expect(statuses).toEqual(BODIES.map(() => 202));
    expect(dead.length).toBeGreaterThan(0);
    for (const item of dead) {
      const retries = linesOf(item, 'delivery.retry');
      expect(retries.map(({ attempt }) => attempt)).toEqual(
        RETRY_DELAYS_SECONDS.map((_, index) => index + 1),
      );
      const ended = linesOf(item, 'delivery.dead')[0];
      const times = [...retries, ...(ended === undefined ? [] : [ended])].map(({ time }) =>
        Date.parse(time),
      );
      expect(times).toHaveLength(RETRY_DELAYS_SECONDS.length + 1);
      for (const [index, delay] of RETRY_DELAYS_SECONDS.entries()) {
        const waited = ((times[index + 1] ?? 0) - (times[index] ?? 0)) / 1000;
        // Spread by a fifth. Nothing comes early, and nothing later than the machine needs for it.
        expect(waited).toBeGreaterThanOrEqual(delay * 0.8 - 2);
        expect(waited).toBeLessThan(delay * 1.2 + 30);
      }
      const hours = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000 / HOUR;
      expect(hours).toBeGreaterThan(60);
      expect(hours).toBeLessThan(91);
    }
  });

  it('is asked with a signature of the time at which it is asked', () => {
    const arrivals = receivers.clinical?.arrivals ?? [];
    const refused = arrivals.filter(({ status }) => status === 503);
    // Rightly signed each time, three days on too.
    expect(arrivals.filter(({ status }) => status === 401)).toEqual([]);
    const times = refused.map(({ signedAt }) => signedAt);
    expect((Math.max(...times) - Math.min(...times)) / HOUR).toBeGreaterThan(30);
  });

  it('gets nothing more: its deliveries are dead, it is disabled, and the log raises the alarms', () => {
    expect(dead.map((item) => item['state'])).toEqual(dead.map(() => 'dead'));
    expect(dead.every((item) => linesOf(item, 'delivery.dead').length === 1)).toBe(true);
    const disabled = log.filter(({ event }) => event === 'destination.disabled');
    expect(disabled.map(({ destinationId }) => destinationId)).toEqual([DOWN]);
    expect(said.state).toContain('disabled');
    for (const item of dead) expect(said.list).toContain(String(item['deliveryId']));
  });

  it('gets each of them once when it is repaired and they are replayed', () => {
    for (const item of dead) {
      expect(said.replayed).toContain(String(item['deliveryId']));
      expect(ends.get(item['deliveryId'])?.['state']).toBe('delivered');
      expect(receivers.clinical?.accepted(String(item['messageId']))).toHaveLength(1);
    }
  });

  it('did not keep the other system from what it is sent', () => {
    const delivered = [...ends.values()].filter(({ lane }) => lane === 'marketing');
    expect(delivered.length).toBeGreaterThan(0);
    for (const { messageId, state } of delivered) {
      expect(state).toBe('delivered');
      expect(receivers.marketing?.accepted(String(messageId))).toHaveLength(1);
    }
  });

  it('loses nothing: what came in was delivered, once for each system, or is held', () => {
    expect(ends.size + held.length).toBe(BODIES.length * 2);
    expect([...ends.values()].map(({ state }) => state)).toEqual([...ends].map(() => 'delivered'));
    expect(held.length).toBeGreaterThan(0);
  });
});
