import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Running, startGateway } from '../../local/start.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import type { Ready } from '../e2e/support/gateway-process.ts';
import { createOperator, postSigned } from '../e2e/support/operator.ts';
import { intakeForm, patient, seededRandom } from '../e2e/support/patients.ts';
import { type Receiver, startReceiver } from '../e2e/support/receiver.ts';
import { signerFor } from '../e2e/support/vendor-signers.ts';
import { doAfterFile } from '../support/afterwards.ts';
import { runCommand, type Ran } from './support/run-command.ts';
import { type History, putSealedHistory } from './support/sealed-history.ts';

let data: string;
let file: string;
let key: string;
let history: History;
let receiver: Receiver;
let isDown = true;
let sent: { readonly body: string; readonly messageId: string };
let before: string;
let whileRunning: Ran;
let made: Ran;

const start = (): Promise<Running> =>
  startGateway({ data, host: '127.0.0.1', port: 0, movableClock: true });
const cordon = (...words: string[]): Promise<Ran> => runCommand(...words, '--data', data);

/** @throws when it does not come true in time */
async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitUntil(isTrue, { timeout: 30_000, interval: 20 });
}

/** A gateway with a sealed history, and a webhook about a patient that its destination does not take yet; then its backup. */
beforeAll(async () => {
  const folder = await folderForAll();
  [data, file, key] = ['data', 'backup', 'key.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const first = await start();
  doAfterFile(() => first.stop());
  history = await putSealedHistory(first as unknown as Ready);
  const secret = first.credentials.destinations['clinical-sink'] ?? '';
  receiver = await startReceiver({ secret, answer: () => (isDown ? 503 : 204) });
  doAfterFile(() => receiver.close());
  const operator = createOperator(first);
  await operator.addDestination('ehr', {
    ...{ lane: 'clinical', url: receiver.url, vendorId: 'clinical-system' },
    secretRef: 'cordon/destination/clinical/clinical-sink',
  });
  const signer = signerFor('github');
  await operator.addSource('ward', signer, { destinationIds: ['ehr'], careContext: true });
  operator.destroy();

  const url = `${first.url}/webhooks/ward`;
  const body = intakeForm(patient(seededRandom(7)), 'pending');
  const posted = { url, body, contentType: 'application/json', at: Date.now() };
  const { answer } = await postSigned(signer, posted);
  sent = { body, messageId: /msg_[0-9a-z]+/.exec(answer)?.[0] ?? '' };
  await until(() => receiver.arrivals.length > 0);
  await writeFile(key, (await cordon('ledger', 'public-key')).out);
  before = (await cordon('decisions', '--json')).out;
  whileRunning = await cordon('backup', '--to', file);
  await first.stop();
  made = await cordon('backup', '--to', file, '--json');
}, 120_000);

describe('a restore drill', { timeout: 60_000 }, () => {
  it('has no backup of a gateway that runs', () => {
    expect([whileRunning.code, whileRunning.out]).toEqual([1, '']);
    expect(whileRunning.err).toMatch(/^cordon: Another Cordon \(process \d+\) is using [^\n]+\n$/);
  });

  it('brings back, after the folder is gone, what verifies, what waits and what is sealed', async () => {
    expect(made.code).toBe(0);
    const { sha256 } = JSON.parse(made.out) as { sha256: string };
    await rm(data, { recursive: true });

    expect((await cordon('restore', file, '--sha256', sha256)).code).toBe(0);
    isDown = false;
    const second = await start();
    doAfterFile(() => second.stop());
    expect((await cordon('decisions', '--json')).out).toBe(before);

    // The ledger, by a key that was kept apart from the backup.
    const exported = join(data, '..', 'export.jsonl');
    const range = ['--from', history.from, '--to', history.to];
    await cordon('ledger', 'export', ...range, '-o', exported);
    const verified = await runCommand('ledger', 'verify', exported, '--public-key', key, ...range);
    expect([verified.code, verified.err]).toEqual([0, '']);

    // Within the minute it would be tried again: what waited was not lost.
    await fetch(`${second.consoleUrl}/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seconds: 60 }),
    });
    await until(() => receiver.accepted(sent.messageId).length > 0);
    // It lay sealed, and is delivered whole: the keys that came back open it.
    expect(receiver.accepted(sent.messageId).map(({ body }) => body.toString())).toEqual([
      sent.body,
    ]);
    await second.stop();
  });

  it('has nothing from a backup that was tampered with, and says so', async () => {
    const bytes = await readFile(file);
    const at = bytes.byteLength >> 1;
    bytes[at] = bytes[at]! ^ 1;
    const tampered = `${file}.tampered`;
    await writeFile(tampered, bytes);
    const ran = await runCommand('restore', tampered, '--data', `${data}-2`);
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toMatch(
      /^cordon: The backup [^\n]+ is damaged: [^\n]+Nothing was restored\.\n$/,
    );
  });
});
