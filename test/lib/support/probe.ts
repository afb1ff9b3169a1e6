import type { AccessRequest } from './access.ts';

/** Something that is worth asking of every role. */
export interface Probe extends Omit<AccessRequest, 'role'> {
  /** Where it stands in docs/access-matrix.md. */
  readonly section: string;
}

/** Adds a request by a readable name. */
export type AddProbe = (
  name: string,
  action: string,
  resource: string,
  context?: Probe['context'],
) => void;
