const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
  ...['September', 'October', 'November', 'December'],
];

/** A day as people write it: `November 26, 2026`. @param time ISO 8601, UTC */
export function dayOf(time: string): string {
  const [year, month, day] = time.slice(0, 10).split('-');
  return `${MONTHS[Number(month) - 1] ?? ''} ${String(Number(day))}, ${year ?? ''}`;
}

/** A moment as people write it: `November 26, 2026, 09:30 UTC`. @param time ISO 8601, UTC */
export function momentOf(time: string): string {
  return `${dayOf(time)}, ${time.slice(11, 16)} UTC`;
}
