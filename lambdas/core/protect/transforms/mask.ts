import type { FoundValue } from './transform.ts';

/** The kind of what stood there: `[NAME]`. */
export const mask = ({ label }: FoundValue): string => `[${label}]`;
