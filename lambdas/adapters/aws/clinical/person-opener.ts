import { unpackSecrets } from '../../../core/people/person-secrets.ts';
import type { PersonOpener } from '../../../ports/people.ts';
import type { Opener } from './opener.ts';

/** Opens the sealed part of people; by an opener on the key of people. */
export function createPersonOpener(opener: Opener): PersonOpener {
  return {
    async open({ entityId, sealed }) {
      const context = { lane: 'clinical', entityId, purpose: 'person' } as const;
      return unpackSecrets(await opener.open(context, Buffer.from(sealed, 'base64')));
    },
  };
}
