import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log, LogEvent } from '../../../ports/log.ts';

export interface MeteredLogOptions {
  readonly log: Log;
  /** CloudWatch namespace. */
  readonly namespace: string;
  /** Names the function. */
  readonly service: string;
}

/** One figure of the closed catalog. Dimensions are closed lists or names that an operator configured. */
export interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The figures that an event stands for. Alarms count what the log says: there is one place
 * where things are reported, and a figure cannot disagree with its log line.
 */
export function metricsOf(event: LogEvent): readonly Metric[] {
  switch (event.event) {
    case 'webhook.accepted':
      return [count('WebhookAccepted'), time('AcceptTime', event.ms)];
    case 'webhook.duplicate':
      return [count('WebhookDuplicate')];
    case 'webhook.handshake':
      return [count('WebhookHandshake')];
    case 'webhook.refused':
      return [count('WebhookRefused')];
    case 'webhook.unknown_source':
      return [count('WebhookUnknownSource')];
    case 'webhook.too_large':
      return [count('WebhookTooLarge')];
    case 'decision.recorded': {
      const { lane, direction, disposition } = event;
      return [count('Decision', { lane, direction, disposition })];
    }
    case 'delivery.delivered':
      return [
        count('Delivered', { lane: event.lane }),
        time('DeliverTime', event.ms, { lane: event.lane }),
      ];
    case 'delivery.retry':
      return [count('DeliveryRetry', { lane: event.lane })];
    case 'delivery.dead':
      return [count('DeliveryDead', { lane: event.lane })];
    case 'delivery.waits':
      return [count('DeliveryWaits', { lane: event.lane })];
    case 'delivery.withheld':
      return [count('DeliveryWithheld', { lane: event.lane })];
    case 'delivery.overtaken':
      return [count('DeliveryOvertaken', { lane: event.lane })];
    case 'delivery.replayed':
      return [count('DeliveryReplayed', { lane: event.lane })];
    case 'message.recalled':
      return [count('MessageRecalled', { lane: event.lane })];
    case 'destination.disabled':
      return [count('DestinationDisabled', { lane: event.lane })];
    case 'destination.enabled':
      return [count('DestinationEnabled', { lane: event.lane })];
    case 'mail.heard':
      return [count('MailEvent', { what: event.what, lane: event.lane })];
    case 'mail.unknown':
      return [count('MailUnknown', { what: event.what })];
    case 'portal.recorded':
      return [count('Portal', { what: event.what })];
    case 'token.revealed':
      return [count('TokenRevealed')];
    case 'token.break_glass':
      return [count('TokenBreakGlass')];
    case 'send.unauthenticated':
      return [count('SendUnauthenticated')];
    case 'send.forbidden':
      return [count('SendForbidden')];
    case 'send.malformed':
      return [count('SendMalformed')];
    case 'send.rate_limited':
      return [count('SendRateLimited')];
    case 'send.repeated':
      return [count('SendRepeated')];
    case 'work.failed':
      return [count('WorkFailed', { work: event.work })];
    case 'work.given_up':
      return [count('WorkGivenUp', { work: event.work })];
    case 'request.failed':
      return [count('RequestFailed')];
    case 'second_opinion.failed':
      return [count('SecondOpinionFailed', { direction: event.direction })];
    case 'baa.renewal_due':
      return [count('BaaRenewalDue', { within: String(event.within) })];
    case 'baa.lapsed':
      return [count('BaaLapsed')];
    case 'baa.review_due':
      return [count('BaaReviewDue')];
    case 'quarantine.overdue':
      return [count('QuarantineOverdue')];
    case 'quarantine.settled':
      return [count('QuarantineSettled', { lane: event.lane })];
    case 'ledger.sealed':
      return [count('LedgerSealed'), time('SealTime', event.ms)];
    case 'ledger.seal_late':
      return [count('LedgerSealLate')];
    case 'ledger.seal_broken':
      return [count('LedgerSealBroken')];
    case 'policy.replaced':
      return [count('PolicyReplaced')];
    case 'policy.refused':
      return [count('PolicyRefused')];
    case 'policy.unreadable':
      return [count('PolicyUnreadable')];
    case 'sweep.requeued':
      return [
        {
          name: 'SweepRequeued',
          unit: 'Count',
          value: event.count,
          dimensions: { work: event.work },
        },
      ];
    case 'canary.succeeded':
      return [count('CanarySucceeded'), time('CanaryTime', event.ms)];
    case 'canary.failed':
      return [count('CanaryFailed')];
    case 'backlog.full':
      return [count('BacklogFull')];
    case 'backlog.eased':
      return [count('BacklogEased')];
  }
}

/**
 * A log that also writes each event's figures, in CloudWatch's embedded metric format. The embedded
 * runtime has no CloudWatch and uses its log as it is.
 */
export function createMeteredLog({ log, namespace, service }: MeteredLogOptions): Log {
  const metrics = new Metrics({ namespace, serviceName: service });
  return {
    write(event) {
      log.write(event);
      for (const { name, unit, value, dimensions } of metricsOf(event)) {
        metrics
          .singleMetric()
          .addDimensions({ ...dimensions })
          .addMetric(name, MetricUnit[unit], value);
      }
    },
  };
}

function count(name: string, dimensions: Metric['dimensions'] = {}): Metric {
  return { name, unit: 'Count', value: 1, dimensions };
}

function time(name: string, value: number, dimensions: Metric['dimensions'] = {}): Metric {
  return { name, unit: 'Milliseconds', value, dimensions };
}
