import { isEventType } from '../message/event-facts.ts';
import type { RawRequest, Scheme } from './scheme.ts';

/** The type of an event as the header of its scheme tells it; undefined where there is none, or it is no word of a program. */
export function eventTypeOf(
  { eventTypeHeader }: Pick<Scheme, 'eventTypeHeader'>,
  { headers }: Pick<RawRequest, 'headers'>,
): string | undefined {
  const told = eventTypeHeader && headers[eventTypeHeader.toLowerCase()]?.trim();
  return told !== undefined && isEventType(told) ? told : undefined;
}
