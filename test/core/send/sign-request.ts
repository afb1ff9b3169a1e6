import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { DialectRequest } from '../../../lambdas/core/send/dialect.ts';

/** What the AWS SDK sends, taken before it leaves. */
export async function signedRequest(
  accessKeyId: string,
  secretAccessKey: string,
  { path = '', at = new Date() }: { readonly path?: string; readonly at?: Date } = {},
): Promise<DialectRequest> {
  const client = new SESv2Client({
    ...{ region: 'eu-west-1', endpoint: `http://send.clinic.example${path}`, maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey },
    systemClockOffset: at.getTime() - Date.now(),
  });
  let taken: DialectRequest | undefined;
  client.middlewareStack.add(
    () => (step) => {
      const request = step.request as Omit<DialectRequest, 'body'> & { readonly body: string };
      taken = { ...request, body: Buffer.from(request.body) };
      return Promise.reject(new Error('it is not sent'));
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const command = new SendEmailCommand({ Content: { Raw: { Data: Buffer.from('x') } } });
  await client.send(command).catch(() => undefined);
  if (taken === undefined) throw new Error('nothing was signed');
  return taken;
}
