import type { LogEvent } from '../../../ports/log.ts';

export type LogEventName = LogEvent['event'];
export type LogLevel = 'info' | 'warn' | 'error';

type FieldsOf<E extends LogEventName> = readonly Exclude<
  keyof Extract<LogEvent, { event: E }>,
  'event'
>[];

/**
 * For each event, its level and the fields that are written. The types allow no other field, but an
 * object may carry more than its type says: this list decides, not the object.
 */
export const LOG_EVENTS: {
  readonly [E in LogEventName]: { readonly level: LogLevel; readonly fields: FieldsOf<E> };
} = {
  'webhook.accepted': { level: 'info', fields: ['sourceId', 'messageId', 'bytes', 'ms'] },
  'webhook.duplicate': { level: 'info', fields: ['sourceId'] },
  'webhook.handshake': { level: 'info', fields: ['sourceId'] },
  'webhook.refused': { level: 'warn', fields: ['sourceId', 'reason'] },
  'webhook.unknown_source': { level: 'warn', fields: [] },
  'webhook.too_large': { level: 'warn', fields: ['sourceId', 'limitBytes'] },
  'decision.recorded': {
    level: 'info',
    fields: [
      'decisionId',
      'messageId',
      'lane',
      'direction',
      'channel',
      'classification',
      'disposition',
      'reasonCode',
      'ms',
    ],
  },
  'delivery.delivered': { level: 'info', fields: ['deliveryId', 'lane', 'attempt', 'ms'] },
  'delivery.retry': {
    level: 'warn',
    fields: ['deliveryId', 'lane', 'attempt', 'failure', 'dueInSeconds'],
  },
  'delivery.dead': { level: 'error', fields: ['deliveryId', 'lane', 'attempt', 'failure'] },
  'delivery.waits': { level: 'info', fields: ['deliveryId', 'lane', 'why', 'dueInSeconds'] },
  'delivery.withheld': {
    level: 'info',
    fields: ['deliveryId', 'lane', 'attempt', 'disposition'],
  },
  'delivery.overtaken': { level: 'warn', fields: ['deliveryId', 'lane', 'attempt', 'outcome'] },
  'delivery.replayed': { level: 'info', fields: ['deliveryId', 'lane', 'keyId'] },
  'message.recalled': { level: 'info', fields: ['messageId', 'lane', 'keyId', 'count'] },
  'destination.disabled': { level: 'error', fields: ['destinationId', 'lane'] },
  'destination.enabled': { level: 'info', fields: ['destinationId', 'lane', 'keyId'] },
  'mail.heard': { level: 'info', fields: ['what', 'deliveryId', 'lane'] },
  'mail.unknown': { level: 'warn', fields: ['what'] },
  'portal.recorded': { level: 'info', fields: ['what', 'linkId', 'messageId'] },
  'token.revealed': { level: 'info', fields: ['keyId', 'purpose'] },
  'token.break_glass': { level: 'error', fields: ['keyId', 'purpose'] },
  'send.unauthenticated': { level: 'warn', fields: ['dialect'] },
  'send.forbidden': { level: 'warn', fields: ['dialect', 'keyId'] },
  'send.malformed': { level: 'warn', fields: ['dialect', 'fields'] },
  'send.rate_limited': { level: 'warn', fields: ['dialect', 'keyId', 'recipients'] },
  'send.repeated': { level: 'info', fields: ['dialect', 'keyId', 'as'] },
  'work.failed': { level: 'error', fields: ['work', 'errorClass', 'attempt'] },
  'work.given_up': { level: 'error', fields: ['work', 'messageId'] },
  'request.failed': { level: 'error', fields: ['route', 'errorClass'] },
  'second_opinion.failed': { level: 'warn', fields: ['direction', 'reason'] },
  'baa.renewal_due': { level: 'warn', fields: ['vendorId', 'daysLeft', 'within'] },
  'baa.lapsed': { level: 'warn', fields: ['vendorId'] },
  'baa.review_due': { level: 'warn', fields: ['vendorId'] },
  'quarantine.overdue': { level: 'warn', fields: ['count', 'oldestHours'] },
  'quarantine.settled': { level: 'info', fields: ['heldId', 'lane', 'as', 'keyId'] },
  'ledger.sealed': { level: 'info', fields: ['sequence', 'records', 'ms', 'lagSeconds'] },
  'ledger.seal_late': { level: 'error', fields: ['lagSeconds'] },
  'ledger.seal_broken': { level: 'error', fields: ['sequence'] },
  'policy.replaced': { level: 'info', fields: ['version', 'policyVersion'] },
  'policy.refused': { level: 'error', fields: ['version', 'problems'] },
  'policy.unreadable': { level: 'warn', fields: ['errorClass'] },
  'sweep.requeued': { level: 'info', fields: ['work', 'count'] },
  'canary.succeeded': { level: 'info', fields: ['ms'] },
  'canary.failed': { level: 'error', fields: ['step', 'reason'] },
  'backlog.full': { level: 'warn', fields: ['waiting'] },
  'backlog.eased': { level: 'info', fields: ['waiting'] },
};

/** Characters; ids and codes are shorter. */
const MAX_TEXT = 256;

/** An event's own fields, and of those only numbers and short texts. */
export function selectFields(event: LogEvent): Record<string, string | number> {
  const values = event as unknown as Readonly<Record<string, unknown>>;
  const selected: Record<string, string | number> = {};
  for (const field of LOG_EVENTS[event.event].fields) {
    const value = values[field];
    if (typeof value === 'number') selected[field] = value;
    else if (typeof value === 'string') selected[field] = value.slice(0, MAX_TEXT);
  }
  return selected;
}
