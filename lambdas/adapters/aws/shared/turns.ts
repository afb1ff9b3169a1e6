import { setImmediate } from 'node:timers/promises';
import type { Turns } from '../../../ports/turns.ts';

/** Turns of Node's event loop. */
export const systemTurns: Turns = {
  next: () => setImmediate(),
};
