import { afterEach, describe, expect, it } from 'vitest';
import { createComprehendMedical } from '../../lambdas/adapters/aws/shared/comprehend-medical.ts';
import { createComprehendMedicalClient } from '../../lambdas/adapters/aws/shared/comprehend-medical-client.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { boundedOpinion } from '../../lambdas/pipeline/bounded-opinion.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import type { Opinion, SecondOpinion } from '../../lambdas/ports/second-opinion.ts';
import {
  FAILURES,
  naming,
  startComprehend,
  type Answer,
} from '../adapters/aws/comprehend-endpoint.ts';
import { configFor } from '../adapters/aws/endpoints.ts';
import { PLAIN } from '../core/send/messages.ts';
import { acceptedKey, INTAKE_BODY } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Comprehend Medical over the wire. */
async function opinionOf(answer: Answer, deadline = 2_000) {
  const endpoint = await startComprehend(answer);
  const comprehendMedical = createComprehendMedicalClient(
    configFor({ comprehendMedical: endpoint.url }),
  );
  cleanups.push(async () => {
    comprehendMedical.destroy();
    await endpoint.close();
  });
  const secondOpinion = createComprehendMedical({ comprehendMedical, deadline });
  return { secondOpinion, texts: endpoint.texts };
}

/** A name that the scanner does not take for one. */
const UNKNOWN = 'window';
const BODY = JSON.stringify({ event: 'note.added', text: `about ${UNKNOWN}: asthma, again` });

async function received(world: World, secondOpinion: SecondOpinion | undefined, body = BODY) {
  const key = await acceptedKey(world, { sourceId: 'newsletter', body });
  await processInbound(key, {
    ...world.worker,
    ...(secondOpinion !== undefined && { secondOpinion }),
  });
  const records = [...world.ledger.records.values()];
  const [sent] = world.outbox.marketing.items.values();
  return {
    dispositions: records.map(({ disposition }) => disposition),
    classification: records[0]?.classification,
    sent: sent?.body.kind === 'clear' ? Buffer.from(sent.body.bytes).toString() : undefined,
  };
}

const SENDER: Sender = {
  keyId: 'mk_marketing1',
  entityId: 'mercy-hospital',
  lane: 'marketing',
  purpose: 'marketing',
};

async function sent(world: World, secondOpinion: SecondOpinion, ...texts: readonly string[]) {
  const deps = { ...world.send.marketing, secondOpinion };
  const messages = texts.map((text) => ({ ...PLAIN, text }));
  const { kind } = await sendMessages(messages, SENDER, startStopwatch(deps.clock), deps);
  return { kind, classification: [...world.ledger.records.values()][0]?.classification };
}

describe('a webhook, when a second opinion is asked', () => {
  it('is decided by what both find, and loses what only the other found', async () => {
    expect(await received(createWorld(), undefined)).toMatchObject({ classification: 'health' });
    const { secondOpinion, texts } = await opinionOf(naming(UNKNOWN));
    const both = await received(createWorld(), secondOpinion);
    expect(both).toMatchObject({
      classification: 'phi',
      dispositions: ['encrypted', 'deidentified'],
    });
    expect(both.sent).toMatch(/about tok_name_\w+: asthma, again/);
    expect(texts).toHaveLength(1);
  });

  it.each(FAILURES)(
    'is decided as without one where it %s, and that is noted',
    async (_, answer) => {
      const { secondOpinion } = await opinionOf(answer, 500);
      for (const body of [BODY, INTAKE_BODY]) {
        const world = createWorld();
        const alone = await received(createWorld(), undefined, body);
        const both = await received(world, secondOpinion, body);
        expect(both.dispositions).toEqual(alone.dispositions);
        expect(both.classification).toBe(alone.classification);
        expect(world.events.map(({ event }) => event)).toContain('second_opinion.failed');
        expect(JSON.stringify(world.events)).not.toMatch(/window|Zebediah/);
      }
    },
  );

  it('asks nobody about what could not be read', async () => {
    const { secondOpinion, texts } = await opinionOf(naming(UNKNOWN));
    expect(await received(createWorld(), secondOpinion, '{"a":')).toMatchObject({
      classification: 'unknown',
    });
    expect(texts).toEqual([]);
  });
});

describe('a message, when a second opinion is asked', () => {
  const HEALTH = `News for ${UNKNOWN} about asthma`;

  it('is decided by what both find', async () => {
    const { secondOpinion } = await opinionOf(naming(UNKNOWN));
    expect(await sent(createWorld(), secondOpinion, HEALTH)).toEqual({
      kind: 'refused',
      classification: 'phi',
    });
  });

  it('is asked about once, however often the same is said', async () => {
    const { secondOpinion, texts } = await opinionOf(naming('nobody'));
    await sent(createWorld(), secondOpinion, HEALTH, HEALTH, 'Other words');
    expect(texts).toHaveLength(2);
  });

  it.each(FAILURES)('is decided as without one where it %s', async (_, answer) => {
    const { secondOpinion } = await opinionOf(answer, 500);
    const world = createWorld();
    expect(await sent(world, secondOpinion, HEALTH)).toEqual({
      kind: 'accepted',
      classification: 'health',
    });
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'second_opinion.failed', direction: 'outbound' }),
    );
    const own = 'Your HIV test result is ready';
    expect(await sent(createWorld(), secondOpinion, own)).toMatchObject({ kind: 'refused' });
  });

  it('stays about its reader’s own care, whatever else is found in it', async () => {
    const { secondOpinion } = await opinionOf(naming('HIV'));
    expect(await sent(createWorld(), secondOpinion, 'Your HIV test result is ready')).toEqual({
      kind: 'refused',
      classification: 'phi',
    });
  });
});

describe('the opinions on the messages of one request', () => {
  const clockAt = (times: number[]) => ({
    now: () => new Date(0),
    monotonic: () => times.shift() ?? Infinity,
  });
  const opinionThat = (ask: (text: string) => Promise<Opinion>) => ({ name: 'other', ask });

  it('are begun while there is time', async () => {
    const asked: string[] = [];
    const opinion = boundedOpinion(
      opinionThat(async (text) => {
        asked.push(text);
        return { spans: [] };
      }),
      clockAt([0, 10, 1001]),
      1000,
    );
    expect(await opinion.ask('a')).toEqual({ spans: [] });
    expect(await opinion.ask('b')).toEqual({ spans: [], failure: 'timed_out' });
    expect(await opinion.ask('a')).toEqual({ spans: [] });
    expect(asked).toEqual(['a']);
  });

  it('are missing where the detector has a fault of its own', async () => {
    const opinion = boundedOpinion(
      opinionThat(() => Promise.reject(new Error('Jane Roe'))),
      clockAt([0, 0]),
      1000,
    );
    expect(await opinion.ask('a')).toEqual({ spans: [], failure: 'unavailable' });
  });
});
