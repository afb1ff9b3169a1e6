import type { EventFacts } from '../message/event-facts.ts';

/**
 * Headers by which a destination tells events apart whose bodies do not say what they are. Not covered by the signature,
 * as the vendor's own header was not.
 */
export function eventHeaders({ source, type }: EventFacts = {}): Record<string, string> {
  return {
    ...(source !== undefined && { 'webhook-source': source }),
    ...(type !== undefined && { 'webhook-event-type': type }),
  };
}
