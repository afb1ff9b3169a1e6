import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

const momentSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** A date or time of an option, as a time in UTC. @throws InvalidArgumentError */
export function moment(text: string): string {
  if (!momentSchema.safeParse(text).success) {
    throw new InvalidArgumentError('It must be a date or time: 2026-01-31, 2026-01-31T12:00:00Z.');
  }
  return new Date(text).toISOString();
}
