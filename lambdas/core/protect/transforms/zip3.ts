import { mayKeepZip3, NO_AREA } from '../../scan/zip3.ts';
import type { Transform } from './transform.ts';

/**
 * The first three digits of a ZIP code as `021**`, or `000**` for an area of 20,000 people or fewer,
 * 45 CFR 164.514(b)(2)(i)(B). Postal codes of other countries have no such rule.
 */
export const zip3: Transform = ({ label, value }) => {
  const prefix = /^\s*(\d{3})\d{2}(?:[\s-]?\d{4})?\s*$/.exec(value.normalize('NFKC'))?.[1];
  if (label !== 'ZIP' || prefix === undefined) return undefined;
  return `${mayKeepZip3(prefix) ? prefix : NO_AREA}**`;
};
