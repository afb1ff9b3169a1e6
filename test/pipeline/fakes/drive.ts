import { deliver } from '../../../lambdas/pipeline/delivery.ts';
import { processInbound } from '../../../lambdas/pipeline/inbound.ts';
import { sweep, type SweepTarget } from '../../../lambdas/pipeline/sweep.ts';
import { LANES } from '../../../lambdas/core/vocabulary.ts';
import { postWebhook, type Post } from './samples.ts';
import type { FakeQueue, World } from './world.ts';

/** A vendor repeats a webhook until it is answered with success. */
export async function postUntilAnswered(world: World, post: Post = {}): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const outcome = await postWebhook(world, post).catch(() => undefined);
    if (outcome?.kind === 'accepted' || outcome?.kind === 'duplicate') return;
  }
  throw new Error('the vendor was never answered');
}

/** Runs queues and sweeper until nothing is left to do, as days go by. */
export async function runToEnd(world: World): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    await drain(world.inbound, (key) => processInbound(key, world.worker));
    for (const lane of LANES) {
      await drain(world.deliveries[lane], (id) => deliver(id, world.deliverer[lane]));
    }
    if (isDone(world)) return;
    world.advance(round < 20 ? 300 : 24 * 3600);
    await sweep(sweeping(world), 120).catch(() => undefined);
  }
  throw new Error('there is still something to do');
}

/** One pass over what waits; what fails is handed out again by the queue. */
async function drain(queue: FakeQueue, work: (id: string) => Promise<void>): Promise<void> {
  for (const id of queue.drain()) await work(id).catch(() => queue.enqueue(id));
}

function isDone(world: World): boolean {
  const states = [...world.messages.items.values()].map(({ state }) => state);
  const deliveries = LANES.flatMap((lane) => [...world.outbox[lane].items.values()]);
  return (
    states.every((state) => state === 'routed' || state === 'failed') &&
    deliveries.every(({ state }) => state !== 'pending')
  );
}

export function sweeping(world: World): Parameters<typeof sweep>[0] {
  const { clock, log } = world.worker;
  const outboxes = LANES.map((lane): SweepTarget => ({
    work: `deliver-${lane}`,
    unfinished: (before, limit) => world.outbox[lane].due(before, limit),
    queue: world.wire.connect(`deliveries-${lane}`, world.deliveries[lane]),
    depth: world.deliveries[lane].depth,
  }));
  const inbound: SweepTarget = {
    work: 'inbound',
    unfinished: (before, limit) => world.messages.unfinished(before, limit),
    queue: world.wire.connect('queue', world.inbound),
    depth: world.inbound.depth,
  };
  return { targets: [inbound, ...outboxes], clock, log };
}
