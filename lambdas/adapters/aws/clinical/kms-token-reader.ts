import * as z from 'zod';
import { readToken } from '../../../core/protect/tokens.ts';
import type { TokenReader } from '../../../ports/token-reader.ts';
import { VaultIntegrityError } from '../../../ports/vault-reader.ts';
import { createSealedReader, type SealedReaderOptions } from './sealed-reader.ts';

const setSchema = z.object({
  v: z.literal(1),
  tokens: z.array(z.object({ token: z.string(), value: z.string() })),
});

/**
 * The token sets that `createDynamoTokenVault` stored, for the function that reveals.
 *
 * @throws VaultIntegrityError, ServiceError
 */
export function createKmsTokenReader(options: SealedReaderOptions): TokenReader {
  const sets = createSealedReader(options, 'setId');
  return {
    async reveal(entityId, token) {
      const read = readToken(token);
      const item = read && (await sets.find(read.setId));
      // Of another hospital there is none; that it is this one's is proved by the context when it is opened.
      if (read === undefined || item?.['entityId'] !== entityId) return undefined;
      const context = { lane: 'clinical', entityId, purpose: 'token' } as const;
      const { body } = await sets.open(context, read.setId, item);
      const set = setSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8')));
      if (!set.success) throw new VaultIntegrityError('a token set is malformed');
      return set.data.tokens.find((one) => one.token === token)?.value;
    },
  };
}
