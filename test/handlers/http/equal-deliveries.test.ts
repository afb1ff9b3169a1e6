import { expect, it } from 'vitest';
import { readVectors } from '../../core/verify/vectors.ts';
import { ask, worldWith } from './vendor-world.ts';

it('keeps two equal deliveries of one millisecond where the vendor gives nothing that tells them apart', async () => {
  const [first] = readVectors('healthie').cases;
  const { secret, method, headers, body, url } = first!;
  const world = worldWith({ id: 'x', scheme: 'healthie', secrets: [secret!], publicUrl: url });
  const answers = [
    await ask(world, '/webhooks/x', { method, headers, body }),
    await ask(world, '/webhooks/x', { method, headers, body }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(world.messages.items.size).toBe(2);
  expect(world.vault.records.size).toBe(2);
  expect(new Set(world.inbound.drain()).size).toBe(2);
});
