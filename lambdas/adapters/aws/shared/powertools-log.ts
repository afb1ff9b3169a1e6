import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Log } from '../../../ports/log.ts';
import { LOG_EVENTS, selectFields } from './log-fields.ts';

export interface PowertoolsLogOptions {
  /** Names the function in every line. */
  readonly service: string;
}

/** One JSON line per event: time, level, service, event and the event's own fields, and nothing from the environment. */
class EventFormatter extends LogFormatter {
  override formatAttributes(
    { timestamp, logLevel, serviceName, message }: UnformattedAttributes,
    fields: LogAttributes,
  ): LogItem {
    return new LogItem({
      attributes: {
        timestamp: this.formatTimestamp(timestamp),
        level: logLevel,
        service: serviceName,
        event: message,
        ...fields,
      },
    });
  }
}

export function createPowertoolsLog({ service }: PowertoolsLogOptions): Log {
  const logger = new Logger({ serviceName: service, logFormatter: new EventFormatter() });
  return {
    write(event) {
      logger[LOG_EVENTS[event.event].level](event.event, selectFields(event));
    },
  };
}
