import { packSecrets } from '../../../core/people/person-secrets.ts';
import type { PersonSealer } from '../../../ports/people.ts';
import type { Sealer } from '../shared/sealer.ts';

/** Seals under the key of people, which nothing but people-admin opens. */
export function createPersonSealer(sealer: Sealer): PersonSealer {
  return {
    async seal(entityId, secrets) {
      const context = { lane: 'clinical', entityId, purpose: 'person' } as const;
      const sealed = await sealer.seal(context, packSecrets(secrets));
      return Buffer.from(sealed).toString('base64');
    },
  };
}
