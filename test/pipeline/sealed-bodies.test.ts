import { describe, expect, it } from 'vitest';
import type { Delivery, DeliveryBody } from '../../lambdas/core/message/delivery.ts';
import { closeBody, CLOSED_TYPE } from '../../lambdas/core/send/body-key.ts';
import { STORED_MESSAGE_TYPE } from '../../lambdas/core/send/stored-message.ts';
import { sealedBodies } from '../../lambdas/pipeline/sealed-bodies.ts';
import { FakeVault } from './fakes/stores.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
const OTHER = Buffer.alloc(32, 8).toString('base64url');
const PLAIN = Buffer.from('what was sent');

async function read(body: DeliveryBody, contentType: string, stored: Uint8Array) {
  const vault = new FakeVault();
  await vault.seal(
    { lane: 'clinical', entityId: 'mercy-hospital', purpose: 'message' },
    { recordId: 'msg_1', contentType, body: stored },
  );
  const route = { kind: 'email', recipient: 1 };
  const delivery = { body, entityId: 'mercy-hospital', route, messageId: 'msg_1' };
  const found = await sealedBodies(vault).read(delivery as unknown as Delivery);
  return found && { ...found, bytes: Buffer.from(found.bytes) };
}

const closed = closeBody(PLAIN, KEY, 'message');

describe('the sealed body of a delivery', () => {
  it.each<[string, DeliveryBody, string, Uint8Array]>([
    ['that was closed', { kind: 'closed', recordId: 'msg_1', key: KEY }, CLOSED_TYPE, closed],
    [
      'that an earlier version sealed and a repeat names by a key',
      { kind: 'closed', recordId: 'msg_1', key: KEY },
      STORED_MESSAGE_TYPE,
      PLAIN,
    ],
    [
      'that was only sealed: a notice',
      { kind: 'sealed', recordId: 'msg_1' },
      STORED_MESSAGE_TYPE,
      PLAIN,
    ],
  ])('is read: one %s', async (_, body, contentType, stored) => {
    expect(await read(body, contentType, stored)).toEqual({
      bytes: PLAIN,
      contentType: STORED_MESSAGE_TYPE,
    });
  });

  it.each<[string, DeliveryBody]>([
    ['its key was destroyed', { kind: 'closed', recordId: 'msg_1' }],
    ['its key is another', { kind: 'closed', recordId: 'msg_1', key: OTHER }],
    ['it is named without a key', { kind: 'sealed', recordId: 'msg_1' }],
  ])('is not read, closed, where %s', async (_, body) => {
    expect(await read(body, CLOSED_TYPE, closed)).toBeUndefined();
  });
});
