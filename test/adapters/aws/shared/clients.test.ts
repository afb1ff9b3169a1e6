import { describe, expect, it } from 'vitest';
import { clientOptions } from '../../../../lambdas/adapters/aws/shared/client-config.ts';
import { createClients } from '../../../../lambdas/adapters/aws/shared/clients.ts';
import { systemClock, systemRandom } from '../../../../lambdas/adapters/aws/shared/clock.ts';
import { configFor } from '../endpoints.ts';

describe('AWS clients', () => {
  it('are built when they are first asked for, and once', () => {
    const clients = createClients(configFor({ sqs: 'http://127.0.0.1:1' }));
    expect(clients.sqs).toBe(clients.sqs);
    expect(clients.dynamodb).toBe(clients.dynamodb);
    clients.destroy();
  });

  it('go to the given endpoints, and to the region for the others', async () => {
    const clients = createClients(configFor({ kms: 'http://127.0.0.1:4999' }));
    expect(await clients.kms.config.endpoint?.()).toMatchObject({ port: 4999 });
    expect(clients.ses.config.isCustomEndpoint).not.toBe(true);
    expect(await clients.ses.config.region()).toBe('us-east-1');
    expect(clients.s3.config.forcePathStyle).toBe(false);
    expect(createClients(configFor({ s3: 'http://127.0.0.1:1' })).s3.config.forcePathStyle).toBe(
      true,
    );
    clients.destroy();
  });

  it('try three times and wait for nothing for ever', async () => {
    const clients = createClients({ region: 'eu-central-1' });
    expect(await clients.sqs.config.maxAttempts()).toBe(3);
    const { requestHandler } = clientOptions({ region: 'eu-central-1' }, 'sqs');
    expect(requestHandler).toMatchObject({
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      socketTimeout: 5_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true },
    });
    clients.destroy();
  });
});

describe('the system clock and randomness', () => {
  it('tell the time, never go back, and differ from call to call', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000);
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
    expect(systemRandom.bytes(32)).toHaveLength(32);
    expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
  });
});
