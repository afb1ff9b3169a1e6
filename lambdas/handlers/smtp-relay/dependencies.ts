import * as z from 'zod';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createS3DroppedMail } from '../../adapters/aws/shared/s3-dropped-mail.ts';
import { createSecretsManagerClient } from '../../adapters/aws/shared/secrets-manager-client.ts';
import { createSecretsManagerSecrets } from '../../adapters/aws/shared/secrets-manager.ts';
import { createSendApi } from '../../adapters/send-api.ts';
import type { RelayMailDependencies } from '../../pipeline/relay-mail.ts';
import type { DroppedEnvelopes, DroppedMail } from '../../ports/dropped-mail.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

/** As SES reads it: the password of the ingress endpoint. */
const secretSchema = z.object({ password: z.string().min(1) });

class SenderSecretError extends Error {
  override readonly name = 'SenderSecretError';
}

export interface SmtpRelayDependencies extends RelayMailDependencies {
  readonly mail: DroppedMail & DroppedEnvelopes;
}

export function createDependencies(environment: Environment, host: Host): SmtpRelayDependencies {
  const { clients } = host;
  const secrets = createSecretsManagerSecrets({
    secretsManager: createSecretsManagerClient(clients),
  });
  return {
    mail: createS3DroppedMail({
      s3: createS3Client(clients),
      bucket: environment.CORDON_BUCKET_MAIL,
    }),
    api: createSendApi(new URL('v1/messages', environment.CORDON_SEND_URL).href),
    senderKey: async () => {
      const [value = ''] = await secrets.get(environment.CORDON_SENDER_SECRET_ARN);
      const secret = secretSchema.safeParse(asJson(value));
      if (!secret.success) throw new SenderSecretError('the secret has no password');
      return secret.data.password;
    },
    settings: {
      fromAddress: environment.CORDON_SES_FROM,
      refusalsTo: environment.CORDON_REFUSALS_TO,
    },
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
