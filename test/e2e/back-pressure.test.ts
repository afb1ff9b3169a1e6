import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchMemory } from '../../bench/memory.ts';
import { folderForAll } from './support/folders.ts';
import { type GatewayProcess, startGateway } from './support/gateway-process.ts';
import { intakeForm, patient, seededRandom } from './support/patients.ts';
import { acceptedIds, SINKS } from './support/sinks.ts';
import { openTables, type Tables, waitUntilDrained } from './support/tables.ts';
import { postWebhook } from './support/vendor.ts';

/** Vendors post faster than one machine can work, to a gateway that lets little wait, and come again when they are told to. */

const COUNT = 100;
const VENDORS = 16;
const BACKLOG = 10;
/** What may be between the queues, and what sixteen vendors have under way. */
const SLACK = 40;
/** MB that a gateway may take more than when it was started: compiled code, and garbage not yet collected. */
const ROOM = 350;
const PATIENCE = 60_000;

let gateway: GatewayProcess;
let tables: Tables;
const accepted = new Map<string, string>();
const statuses: number[] = [];
let memory: Awaited<ReturnType<ReturnType<typeof watchMemory>['stop']>>;
let log = '';
let most = 0;

/** Posts until it is accepted, and waits in between as little as it can. */
async function vendor(numbers: Iterable<number>): Promise<void> {
  const { sources, credentials } = gateway.ready;
  const url = sources['intake']?.url ?? '';
  for (const number of numbers) {
    const id = `evt-${String(number)}`;
    const body = intakeForm(patient(seededRandom(number)), id);
    for (let answered = false; !answered;) {
      const answer = await postWebhook(url, credentials.sources.intake, id, body);
      statuses.push(answer.status);
      answered = answer.status !== 503;
      if (!answered) await sleep(200);
      else accepted.set(id, answer.messageId ?? '');
    }
  }
}

beforeAll(async () => {
  gateway = await startGateway(await folderForAll(), ['--backlog', String(BACKLOG)]);
  tables = openTables(gateway.ready.services.dynamodb);
  const watch = watchMemory(gateway.pid);
  const numbers = Array.from({ length: COUNT }, (_, number) => number).values();
  const posting = new AbortController();
  const counting = (async (): Promise<void> => {
    while (!posting.signal.aborted) {
      most = Math.max(most, await tables.unfinished());
      await sleep(250);
    }
  })();
  await Promise.all(Array.from({ length: VENDORS }, () => vendor(numbers)));
  posting.abort();
  await counting;
  await waitUntilDrained(tables, PATIENCE);
  memory = await watch.stop();
  log = await readFile(gateway.ready.logFile, 'utf8');
}, 180_000);

afterAll(async () => {
  tables.destroy();
  await gateway.end('SIGINT');
});

describe('more webhooks than a gateway can work on', () => {
  it('are put off where too much waits, and taken later', () => {
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    expect(statuses.filter((status) => ![202, 503].includes(status))).toEqual([]);
    expect(log).toContain('"event":"backlog.full"');
    expect(log).toContain('"event":"backlog.eased"');
  });

  it('never pile up', () => {
    // Each waits as a message, or as two deliveries.
    expect(most).toBeLessThan((BACKLOG + SLACK) * 2);
    expect(memory.max - memory.first).toBeLessThan(ROOM);
  });

  it.each(SINKS)('reach %s, each once', async (sink) => {
    expect(accepted.size).toBe(COUNT);
    const ids = await acceptedIds(gateway.ready, sink);
    expect([...ids].sort()).toEqual([...accepted.values()].sort());
  });
});
