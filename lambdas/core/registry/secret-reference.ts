import type { EntryProblem } from './check-entry.ts';
import type { Destination } from './destination.ts';
import type { RegistryEntries, RegistryKind } from './entries.ts';
import type { Source } from './source.ts';

/** Characters of a name in Secrets Manager (AWS Secrets Manager API, CreateSecret, `Name`). */
const NAME = /^[\w/+=.@-]{1,200}$/;

/**
 * What is wrong with the names of secrets in an entry: a function may read the names of its own group and no others
 * (docs/deploy.md, "Secrets"), so that with another name every webhook would come to nothing, and nobody knew why.
 *
 * @param prefix of the deployment, with which the names of all its secrets begin
 */
export function secretProblems<K extends RegistryKind>(
  kind: K,
  entry: RegistryEntries[K],
  prefix: string,
): readonly EntryProblem[] {
  switch (kind) {
    case 'source': {
      const { secretRef, handshakeSecretRef } = entry as Source;
      const group = `${prefix}/source/`;
      return [
        ...ofName('/secretRef', secretRef, group),
        ...ofName('/handshakeSecretRef', handshakeSecretRef, group),
      ];
    }
    case 'destination': {
      const { secretRef, lane } = entry as Destination;
      return ofName('/secretRef', secretRef, `${prefix}/destination/${lane}/`);
    }
    case 'vendor':
    case 'key':
    case 'hold':
    case 'template':
      return [];
  }
}

function ofName(field: string, name: string | undefined, group: string): readonly EntryProblem[] {
  if (name === undefined || (name.startsWith(group) && NAME.test(name.slice(group.length)))) {
    return [];
  }
  const reason = `is not ${group}NAME: no other secrets may be read for it`;
  return [{ field, reason }];
}
