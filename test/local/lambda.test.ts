import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LambdaEndpoint, startLambda } from '../../local/lambda.ts';

let endpoint: LambdaEndpoint;
let client: LambdaClient;

beforeEach(async () => {
  endpoint = await startLambda();
  client = new LambdaClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const invoke = async (event: unknown, name = 'cordon-echo') => {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload }));
  return {
    failed: answer.FunctionError,
    said: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as unknown,
  };
};

describe('a function that is invoked', () => {
  it('is given the event, and its answer comes back', async () => {
    endpoint.register('cordon-echo', async (event) => ({ event }));
    expect(await invoke({ questions: [1] })).toEqual({
      failed: undefined,
      said: { event: { questions: [1] } },
    });
  });

  it('fails as in AWS when it throws, without its words', async () => {
    endpoint.register('cordon-echo', () => Promise.reject(new TypeError('jane@example.com')));
    const { failed, said } = await invoke({});
    expect(failed).toBe('Unhandled');
    expect(said).toEqual({ errorType: 'TypeError', errorMessage: 'the function failed' });
  });

  it('has to be there', async () => {
    await expect(invoke({}, 'cordon-other')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
