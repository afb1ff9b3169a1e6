import areas from './data/restricted-zip3.json' with { type: 'json' };

const restricted: ReadonlySet<string> = new Set(areas.vintages.flatMap(({ prefixes }) => prefixes));

/** What stands for the three digits of an area in which too few people live. */
export const NO_AREA = '000';

/**
 * Whether the first three digits of a ZIP code may stay, 45 CFR 164.514(b)(2)(i)(B): the area they form holds
 * more than 20,000 people. Areas that either census found too small are too small.
 */
export function mayKeepZip3(prefix: string): boolean {
  return /^\d{3}$/.test(prefix) && !restricted.has(prefix);
}
