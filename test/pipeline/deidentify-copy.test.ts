import { describe, expect, it } from 'vitest';
import { deidentifyCopy } from '../../lambdas/pipeline/protect-inbound.ts';
import type { Copy } from '../../lambdas/pipeline/select-copy.ts';
import { parseOrThrow, scanPayload } from '../core/scan/support/scan-text.ts';
import { acceptedKey, PATIENT } from './fakes/samples.ts';
import { createWorld } from './fakes/world.ts';

/** What is read of a form about the patient, with its payload changed. */
function copyOf(change: object): Copy {
  const bytes = Buffer.from(JSON.stringify({ name: PATIENT.name, diagnosis: 'pneumonia' }));
  const payload = parseOrThrow(bytes.toString(), 'application/json');
  const report = scanPayload(payload);
  return {
    bytes,
    careContext: false,
    reading: {
      ...{ phi: report.classification, scannerVersion: report.scannerVersion, unreadable: [] },
      ...{ canDeidentify: true, read: { payload: { ...payload, ...change }, report } },
    },
  };
}

async function deidentified(change: object) {
  const world = createWorld();
  const message = world.messages.items.get(await acceptedKey(world));
  if (message === undefined) throw new TypeError('it was accepted');
  return deidentifyCopy(message, copyOf(change), world.worker.random);
}

describe('a copy that is de-identified', () => {
  it('has a token where the patient was, and what it stands for beside it', async () => {
    const made = await deidentified({});
    const { body, tokens } = made ?? {};
    if (body?.kind !== 'clear') throw new TypeError('it is clear');
    const text = Buffer.from(body.bytes).toString();
    expect(text).toContain('pneumonia');
    expect(text).not.toContain(PATIENT.name);
    expect(tokens?.tokens.map(({ value }) => value).join(' ')).toContain(PATIENT.name);
  });

  it('is none where a step failed: what nobody looked at again is not clean', async () => {
    const rewrite = () => {
      throw new Error(`a fault of the writer that quotes ${PATIENT.name}`);
    };
    expect(await deidentified({ rewrite })).toBeUndefined();
  });
});
