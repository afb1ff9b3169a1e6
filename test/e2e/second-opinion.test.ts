import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { naming, startComprehend } from '../adapters/aws/comprehend-endpoint.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway } from './support/gateway-process.ts';
import { openTables, waitUntilDrained } from './support/tables.ts';
import { intakeForm, patient, seededRandom } from './support/patients.ts';
import { postWebhook } from './support/vendor.ts';

afterAll(() => {
  vi.unstubAllEnvs();
});

describe('cordon start --second-opinion', () => {
  it('asks the other detector about what it receives, by the credentials of the machine', async () => {
    const endpoint = await startComprehend(naming('nobody'));
    vi.stubEnv('AWS_ENDPOINT_URL_COMPREHENDMEDICAL', endpoint.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const gateway = await startGateway(join(await folderForAll(), 'data'), [
      '--second-opinion',
      'comprehend-medical',
    ]);
    const { ready } = gateway;
    const body = intakeForm(patient(seededRandom(3)), 'one');
    await postWebhook(ready.sources['intake']!.url, ready.credentials.sources.intake, 'one', body);
    const tables = openTables(ready.services.dynamodb);
    await waitUntilDrained(tables).finally(() => {
      tables.destroy();
    });
    await gateway.end('SIGTERM');
    await endpoint.close();
    expect(endpoint.texts).toHaveLength(1);
  });
});
