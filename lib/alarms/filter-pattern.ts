import type { LogSignal } from './alarm.ts';

/**
 * A filter pattern of CloudWatch Logs: `{ ($.event = "a" || $.event = "b") && $.lane = "marketing" }`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern({ events, where = {} }: Pick<LogSignal, 'events' | 'where'>): string {
  const terms = Object.entries({ event: events, ...where }).map(([field, values]) => {
    const any = values.map((value) => `$.${field} = "${value}"`).join(' || ');
    return values.length === 1 ? any : `(${any})`;
  });
  return `{ ${terms.join(' && ')} }`;
}
