import type { Transform } from './transform.ts';

/** The one category of ages over 89 that 45 CFR 164.514(b)(2)(i)(C) lets stay. */
export const age90: Transform = ({ label }) => (label === 'AGE90' ? '90+' : undefined);
