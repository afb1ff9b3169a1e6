import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import { createSendApp } from '../../../lambdas/handlers/http/send-app.ts';
import { showMessage, type MessageStatus } from '../../../lambdas/pipeline/message-status.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, ON_FILE, type World } from '../../pipeline/fakes/world.ts';
import { PATIENT } from '../../pipeline/fakes/samples.ts';

const TO = ['one@mail.example', 'two@mail.example', 'three@mail.example'];
const MAIL = {
  channel: 'email',
  from: 'news@news.clinic.example',
  to: TO,
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const ABOUT_A_PATIENT = { ...MAIL, text: `${PATIENT.name}, MRN ${PATIENT.mrn}, has pneumonia.` };

interface Case {
  readonly name: string;
  readonly lane: Lane;
  readonly mail: object;
  /** What is on file before the request, and what has become of it when it is repeated. */
  readonly before: (world: World) => void;
  readonly meanwhile: (world: World) => void;
}

const CASES: readonly Case[] = [
  {
    name: 'of the marketing lane',
    lane: 'marketing',
    mail: MAIL,
    before: (world) => world.optedOut.add(TO[1] ?? ''),
    meanwhile: (world) => world.optedOut.add(TO[0] ?? '').delete(TO[1] ?? ''),
  },
  {
    name: 'of the clinical lane, one of which is held',
    lane: 'clinical',
    mail: ABOUT_A_PATIENT,
    before: (world) =>
      world.people.set(TO[1] ?? '', { ...ON_FILE.nothing, confidential: 'conflict' }),
    meanwhile: (world) => {
      world.people.delete(TO[1] ?? '');
      world.people.set(TO[0] ?? '', { ...ON_FILE.nothing, confidential: 'conflict' });
    },
  },
];

/** Long enough for a repeat to find that whoever worked on it has died. */
const LEASE_SECONDS = 61;

async function post({ lane, mail }: Case, world: World) {
  const answer = await createSendApp(world.send).request('/v1/messages', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEYS[lane]}`,
      'content-type': 'application/json',
      'idempotency-key': 'order-1',
    },
    body: JSON.stringify(mail),
  });
  return { status: answer.status, body: (await answer.json()) as { messageId?: string } };
}

/** Calls that a request makes when nothing fails. */
async function callsOf(one: Case): Promise<readonly string[]> {
  const world = createWorld();
  one.before(world);
  await post(one, world);
  return [...world.wire.calls];
}

/** The request, whose process ends at this call. */
async function cutShort(one: Case, call: number, kind: 'before' | 'after'): Promise<World> {
  const world = createWorld();
  one.before(world);
  // Who is dead gives nothing back.
  world.wire.failAlways('once.abandon', 'before');
  world.wire.failAt(call, kind);
  await post(one, world);
  world.wire.failAlways('once.abandon');
  return world;
}

async function statusOf(one: Case, world: World): Promise<MessageStatus | undefined> {
  const { lane } = one;
  const [kept] = world.sent.items.values();
  if (kept === undefined) return undefined;
  return await showMessage(
    kept.messageId,
    { lane, entityId: kept.entityId },
    { ...world.send[lane], sent: world.sent, desk: world.outbox[lane], ledger: world.ledger },
  );
}

describe.each(CASES)('a request $name that is cut short', (one) => {
  it('at whatever call is finished by a repeat: decided once, on record once, sent once', async () => {
    const calls = await callsOf(one);
    expect(calls.length).toBeGreaterThan(12);
    for (const [index, call] of calls.entries()) {
      for (const kind of ['before', 'after'] as const) {
        const at = `${kind} ${call} (${String(index)})`;
        const world = await cutShort(one, index, kind);
        const kept = structuredClone([...world.sent.items.values()]);
        world.advance(LEASE_SECONDS);
        one.meanwhile(world);
        const answer = await post(one, world);
        expect([at, answer.status]).toEqual([at, 202]);
        const ids = [...world.ledger.records.values()].map(({ decisionId }) => decisionId);
        expect([at, ids.toSorted()]).toEqual([at, [...new Set(ids)].toSorted()]);
        expect([at, ids.length]).toEqual([at, 3]);
        const [after] = world.sent.items.values();
        // What was decided stands, whatever has changed meanwhile.
        if (kept.length > 0) {
          expect([at, { ...after, isHeld: 0 }]).toEqual([at, { ...kept[0], isHeld: 0 }]);
        }
        const leaves = [...world.ledger.records.values()].filter(
          ({ disposition }) => !['block', 'quarantine'].includes(disposition),
        );
        expect([at, [...world.outbox[one.lane].items.keys()].toSorted()]).toEqual([
          at,
          leaves.map(({ decisionId }) => decisionId).toSorted(),
        ]);
        expect([at, await post(one, world)]).toEqual([at, answer]);
      }
    }
  });

  it('at whatever call, and not repeated, says so in time of each recipient', async () => {
    const calls = await callsOf(one);
    for (const [index, call] of calls.entries()) {
      const at = `after ${call} (${String(index)})`;
      const world = await cutShort(one, index, 'after');
      world.advance(180);
      const shown = await statusOf(one, world);
      for (const { decisionId, disposition, state, failure } of shown?.decisions ?? []) {
        const isQueued = world.outbox[one.lane].items.has(decisionId);
        const isHeld = world.quarantine.held.has(decisionId);
        if (state === 'queued') expect([at, isQueued]).toEqual([at, true]);
        if (state === 'held') expect([at, isHeld]).toEqual([at, true]);
        if (state === 'failed') {
          // That it is not held is never said of what may be.
          const code = disposition === 'quarantine' ? 'may_be_held' : 'not_released';
          expect([at, isQueued, failure]).toEqual([at, false, code]);
        }
      }
    }
  });
});

it('a message that was decided a moment ago is queued, before anything says so', async () => {
  const [one] = CASES;
  if (one === undefined) throw new TypeError('a case');
  const calls = await callsOf(one);
  const world = await cutShort(one, calls.indexOf('ledger.append'), 'before');
  const shown = await statusOf(one, world);
  expect(shown?.decisions.map(({ state }) => state)).toEqual(['queued', 'refused', 'queued']);
});
