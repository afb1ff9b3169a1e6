import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { docusign } from '../../../../lambdas/core/verify/schemes/docusign.ts';
import { describeScheme } from '../common-rows.ts';
import { request, verifyWith } from '../signed-request.ts';

describeScheme(docusign);

const KEY = 'a Connect key, as text';

function keyOf(body: string): string | undefined {
  const signature = createHmac('sha256', KEY).update(body).digest('base64');
  const outcome = verifyWith(docusign, request({ 'x-docusign-signature-1': signature }, body), [
    KEY,
  ]);
  expect(outcome.kind).toBe('verified');
  return outcome.kind === 'verified' ? outcome.replayKey : undefined;
}

describe('what DocuSign sends again', () => {
  const EVENT = {
    ...{ event: 'recipient-completed', retryCount: 0, configurationId: 10418598 },
    generatedDateTime: '2026-11-20T19:00:00.0000000Z',
    data: { envelopeId: '7a6c4c5d-0000-4000-8000-00000000beef', recipientId: '1' },
  };
  const of = (change: object) => keyOf(JSON.stringify({ ...EVENT, ...change }));

  it('is found although it counts its attempts, in the body', () => {
    expect(of({ retryCount: 3 })).toBe(of({}));
  });

  it.each([
    ['event', { event: 'recipient-delivered' }],
    ['time', { generatedDateTime: '2026-11-20T19:00:00.0000001Z' }],
    ['envelope', { data: { ...EVENT.data, envelopeId: '7a6c' } }],
    ['recipient', { data: { ...EVENT.data, recipientId: '2' } }],
    ['configuration', { configurationId: 1 }],
  ])('is not taken for the news of another %s', (_, change) => {
    expect(of(change)).not.toBe(of({}));
  });

  it.each(['event', 'generatedDateTime', 'data'])(
    'is told by its whole body where that has no %s',
    (name) => {
      expect(of({ [name]: undefined, retryCount: 1 })).not.toBe(of({ [name]: undefined }));
    },
  );

  it('is found by its body in XML, which counts nothing', () => {
    const xml = (id: string) => `<DocuSignEnvelopeInformation><EnvelopeID>${id}</EnvelopeID>`;
    expect(keyOf(xml('e1'))).toBe(keyOf(xml('e1')));
    expect(keyOf(xml('e1'))).not.toBe(keyOf(xml('e2')));
  });
});
