import { InvalidArgumentError } from 'commander';

/** An option that may be given more than once. */
export function collect(value: string, known: readonly string[] = []): readonly string[] {
  return [...known, value];
}

/** Whole, 1 or more. @throws InvalidArgumentError */
export function parseCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(value);
}

/** Seconds, also parts of one. @throws InvalidArgumentError */
export function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (!/^\d{1,12}(?:\.\d+)?$/.test(value)) throw new InvalidArgumentError('Seconds are needed.');
  return seconds;
}

/** @throws InvalidArgumentError */
export function parseObject(value: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('A JSON object is needed.');
}
