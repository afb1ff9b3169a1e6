import type { GateState } from '../core/deliver/gate.ts';

/** One lane's record of how its destinations do. */
export interface DestinationGates {
  /** Strongly consistent. A destination that nobody wrote of has a new gate. */
  read(destinationId: string): Promise<VersionedGate>;
  /** @returns false when somebody else wrote first: read it again */
  write(destinationId: string, gate: VersionedGate): Promise<boolean>;
}

export interface VersionedGate {
  readonly state: GateState;
  /** The one that was read; 0: there was none. */
  readonly revision: number;
}
