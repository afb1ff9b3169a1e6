import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an account answers to an operation: a body, or the code of an error. */
export type Answer = Readonly<Record<string, unknown>> | { readonly error: string };
export type Account = Readonly<Record<string, Answer>>;

/** Stands in whatever AWS says of an error, and may stand nowhere else. */
export const SAID_BY_AWS = 'arn:aws:iam::111122223333:user/somebody';

export interface AccountEndpoint {
  readonly url: string;
  account: Account;
  close(): Promise<void>;
}

/** As much of AWS as says how an account is set up, over the wire: JSON, REST and the query protocol. */
export async function startAccount(): Promise<AccountEndpoint> {
  let account: Account = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = operationOf(request, Buffer.concat(chunks).toString('utf8'));
      const answer = asked.map((name) => account[name]).find((one) => one !== undefined);
      const { error } = (answer ?? { error: 'InternalFailure' }) as { readonly error?: string };
      if (asked[0] === 'GetCallerIdentity') {
        const { Account: id } = (answer ?? {}) as { readonly Account?: string };
        response.setHeader('content-type', 'text/xml');
        response
          .writeHead(error === undefined ? 200 : 403)
          .end(
            error === undefined
              ? `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${String(id)}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
              : `<ErrorResponse><Error><Code>${error}</Code><Message>${SAID_BY_AWS}</Message></Error></ErrorResponse>`,
          );
        return;
      }
      response.setHeader('content-type', 'application/json');
      if (error === undefined) response.end(JSON.stringify(answer));
      else {
        response.setHeader('x-amzn-errortype', error);
        response
          .writeHead(error.includes('NotFound') ? 404 : 400)
          .end(JSON.stringify({ __type: error, message: SAID_BY_AWS }));
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get account() {
      return account;
    },
    set account(next) {
      account = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/account\b/, 'GetApiGatewayAccount'],
  [/^\/2016-08-19\/account-settings/, 'GetAccountSettings'],
  [/^\/2015-03-31\/functions\/([^/]+)\/configuration/, 'GetFunctionConfiguration'],
  [/^\/v2\/email\/account/, 'GetSesAccount'],
  [/^\/v2\/email\/identities\//, 'GetEmailIdentity'],
];

/** Names under which the answer may stand, the most exact first: of one resource, of the operation. */
function operationOf({ headers, url = '/' }: IncomingMessage, body: string): readonly string[] {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const operation = target.slice(target.lastIndexOf('.') + 1);
    const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const of = input['TableName'] ?? input['SecretId'] ?? input['CertificateArn'];
    return [`${operation} ${String(of)}`, operation];
  }
  const [pattern, found] = PATHS.find(([one]) => one.test(url)) ?? [];
  if (pattern === undefined || found === undefined) {
    return [new URLSearchParams(body).get('Action') ?? 'unknown'];
  }
  const named = pattern.exec(url)?.[1] ?? url.slice(url.lastIndexOf('/') + 1);
  return [`${found} ${named}`, found];
}
