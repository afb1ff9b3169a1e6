import type { TokenVault } from '../../../ports/token-vault.ts';
import type { VaultOptions } from './kms-vault-writer.ts';
import { createSealedRecords } from './sealed-records.ts';

/**
 * Token sets, each sealed as one message with purpose `token`; the `tokens` table and, for large
 * sets, the vault bucket. The sealed body is `{"v":1,"tokens":[{"token","value"}]}`.
 */
export function createDynamoTokenVault(options: VaultOptions): TokenVault {
  const records = createSealedRecords({
    ...options,
    keyAttribute: 'setId',
    objectPrefix: 'tokens',
  });
  return {
    store({ setId, lane, entityId, tokens }) {
      const pairs = tokens.map(({ token, value }) => ({ token, value }));
      return records.put(
        { lane, entityId, purpose: 'token' },
        {
          recordId: setId,
          contentType: 'application/json',
          body: Buffer.from(JSON.stringify({ v: 1, tokens: pairs })),
        },
      );
    },
  };
}
