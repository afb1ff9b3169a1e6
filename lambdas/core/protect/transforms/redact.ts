import type { Transform } from './transform.ts';

/** Nothing stands in place of the value. */
export const redact: Transform = () => '';
