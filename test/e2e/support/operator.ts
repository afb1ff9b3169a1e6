import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Signer, Unsigned } from './vendor-signers.ts';

/** What of a running gateway an operator needs; both the process and the one in this process have it. */
export interface Operated {
  readonly url: string;
  readonly services: Readonly<Record<string, string>>;
  readonly credentials: {
    readonly auditKey: string;
    readonly officerKey: string;
  };
}

/** Registers sources and destinations as a company does: secrets into the store, entries through the admin API. */
export interface Operator {
  addSource(id: string, signer: Signer, entry: object): Promise<void>;
  addDestination(id: string, entry: object): Promise<void>;
  putSecret(name: string, value: string): Promise<void>;
  destroy(): void;
}

/** Bytes; what the samples need is far less. */
const MAX_BODY_BYTES = 1024 * 1024;

export function createOperator({ url, services, credentials }: Operated): Operator {
  const store = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: services['secretsManager'] ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const putSecret = async (name: string, value: string): Promise<void> => {
    await store.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  };
  const put = async (kind: string, id: string, entry: object): Promise<void> => {
    const response = await fetch(`${url}/v1/admin/${kind}/${id}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${credentials.officerKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ entry: { id, ...entry }, expectedVersion: 0, why: 'a test' }),
    });
    if (!response.ok) throw new Error(`${kind}/${id}: ${await response.text()}`);
  };
  return {
    putSecret,
    addSource: async (id, { scheme, secret, options }, entry) => {
      const secretRef = `cordon/source/${id}`;
      if (secret !== undefined) await putSecret(secretRef, secret);
      await put('sources', id, {
        entityId: 'development-hospital',
        scheme,
        ...(secret === undefined ? {} : { secretRef }),
        ...(options === undefined ? {} : { options }),
        careContext: false,
        purpose: 'clinical',
        maxBodyBytes: MAX_BODY_BYTES,
        ...entry,
      });
    },
    addDestination: (id, entry) => put('destinations', id, entry),
    destroy: () => {
      store.destroy();
    },
  };
}

/** Posts it signed. @throws when there is no answer. */
export async function postSigned(
  signer: Signer,
  request: Unsigned,
  headers: Readonly<Record<string, string>> = {},
): Promise<Sent> {
  const signed = signer.sign(request);
  const again = () => send(request, { ...signed, headers: { ...headers, ...signed.headers } });
  return { ...(await again()), body: signed.body ?? request.body, again };
}

interface Answer {
  readonly status: number;
  readonly answer: string;
  /** As the header came. */
  readonly retryAfter: string | null;
}

/** What was answered, and the body that was posted. */
export interface Sent extends Answer {
  readonly body: string;
  /** The same request once more, byte for byte. */
  readonly again: () => Promise<Answer>;
}

async function send(
  { url, body, contentType }: Unsigned,
  signed: ReturnType<Signer['sign']>,
): Promise<Answer> {
  const response = await fetch(signed.url ?? url, {
    method: 'POST',
    headers: { 'content-type': contentType, ...signed.headers },
    body: signed.body ?? body,
  });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, answer: await response.text(), retryAfter };
}
