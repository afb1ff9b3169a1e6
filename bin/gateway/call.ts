import { CommandError } from '../commands/running-gateway.ts';
import { signForAws } from './sign.ts';

/**
 * Calls a gateway with a key. Where CORDON_SIGN_REGION names a region, the request is signed with the AWS credentials of the
 * environment, which an operations API asks for whose people have roles (docs/people.md).
 *
 * @throws CommandError where credentials are missing; whatever `fetch` throws
 */
export async function callGateway(
  url: string,
  key: string,
  {
    method = 'GET',
    body,
    timeoutMs,
  }: { readonly method?: string; readonly body?: unknown; readonly timeoutMs: number },
): Promise<Response> {
  const text = body === undefined ? '' : JSON.stringify(body);
  return await fetch(url, {
    method,
    headers: headersFor(url, key, method, text),
    ...(body === undefined ? {} : { body: text }),
    signal: AbortSignal.timeout(timeoutMs),
  });
}

function headersFor(url: string, key: string, method: string, body: string) {
  const type = { 'content-type': 'application/json' };
  const {
    CORDON_SIGN_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (region === undefined || region === '') return { ...type, authorization: `Bearer ${key}` };
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new CommandError(
      'CORDON_SIGN_REGION is set and AWS credentials are not: eval "$(aws configure export-credentials --format env)".',
    );
  }
  const session = sessionToken === undefined ? {} : { sessionToken };
  return signForAws(
    { method, url, headers: { ...type, 'cordon-key': key }, body },
    { accessKeyId, secretAccessKey, ...session },
    { region, service: 'execute-api', now: new Date() },
  );
}
