import { createPrivateKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpsVendorPagesOptions } from '../../../lambdas/adapters/aws/shared/https-vendor-pages.ts';
import { selfSigned } from '../../adapters/aws/self-signed.ts';

const HOST = 'sns.us-east-1.amazonaws.com';

/** What a host of SNS serves, on loopback: the certificate of its signatures, and a page that confirms. */
export interface SnsHost {
  /** What its messages are signed with. */
  readonly key: KeyObject;
  /** Leads the gateway here. */
  readonly pages: HttpsVendorPagesOptions;
  /** Paths and queries that were asked for. */
  readonly visits: readonly string[];
  close(): Promise<void>;
}

export async function startSnsHost(): Promise<SnsHost> {
  const tls = selfSigned(HOST);
  const signing = selfSigned(HOST, 'rsa');
  const visits: string[] = [];
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    visits.push(request.url ?? '');
    response.end(request.url?.endsWith('.pem') === true ? signing.cert : '<Confirmed/>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    key: createPrivateKey(signing.key),
    pages: {
      allowLoopback: true,
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
      connect: { ca: tls.cert, port },
    },
    visits,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
