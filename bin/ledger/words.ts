/** `1 seal`, `2 seals`. */
export function counted(count: number, one: string): string {
  return `${String(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** Seals in a row, by their numbers: `seal 3`, `seals 3 to 7`. */
export function sealsBetween(first: number, last: number): string {
  return first === last ? `seal ${String(first)}` : `seals ${String(first)} to ${String(last)}`;
}
