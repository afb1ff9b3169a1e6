/** ISO 8601. Without an offset it is UTC, so that no server's own zone counts. */
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
/** Characters of a format. */
const MAX_LENGTH = 100;

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const TOKEN = /YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|D|HH|H|hh|h|mm|m|ss|s|A|ZZ|Z/g;

/**
 * A moment in words (Twilio SendGrid documentation, Using Handlebars, formatDate). Names are English.
 *
 * @param moment ISO 8601, or milliseconds since 1970
 * @param offset `+0200`; else the moment is told in UTC
 * @returns undefined when it is no moment
 */
export function formatDate(moment: unknown, format: unknown, offset?: unknown): string | undefined {
  const at = readMoment(moment);
  if (at === undefined || typeof format !== 'string' || format.length > MAX_LENGTH)
    return undefined;
  const minutes = offsetMinutes(offset);
  const local = new Date(at + minutes * 60_000);
  if (Number.isNaN(local.getTime())) return undefined;
  return format.replace(TOKEN, (token) => tokenText(token, local, minutes));
}

function readMoment(moment: unknown): number | undefined {
  if (typeof moment === 'number') return Number.isSafeInteger(moment) ? moment : undefined;
  const read = typeof moment === 'string' ? MOMENT.exec(moment) : null;
  if (read === null) return undefined;
  const [, day = '', time = '00:00', zone = 'Z'] = read;
  const at = Date.parse(`${day}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(at) ? undefined : at;
}

function offsetMinutes(offset: unknown): number {
  const read = typeof offset === 'string' ? OFFSET.exec(offset) : null;
  if (read === null) return 0;
  const minutes = Number(read[2]) * 60 + Number(read[3]);
  return read[1] === '-' ? -minutes : minutes;
}

function tokenText(token: string, local: Date, minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = local.getUTCHours();
  const twelve = hours % 12 === 0 ? 12 : hours % 12;
  const month = MONTHS[local.getUTCMonth()] ?? '';
  const day = DAYS[local.getUTCDay()] ?? '';
  const ahead = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  const zone = [two(Math.floor(ahead / 60)), two(ahead % 60)];
  switch (token) {
    case 'YYYY':
      return String(local.getUTCFullYear()).padStart(4, '0');
    case 'YY':
      return two(local.getUTCFullYear() % 100);
    case 'MMMM':
      return month;
    case 'MMM':
      return month.slice(0, 3);
    case 'MM':
      return two(local.getUTCMonth() + 1);
    case 'M':
      return String(local.getUTCMonth() + 1);
    case 'DDDD':
      return day;
    case 'DDD':
      return day.slice(0, 3);
    case 'DD':
      return two(local.getUTCDate());
    case 'D':
      return String(local.getUTCDate());
    case 'HH':
      return two(hours);
    case 'H':
      return String(hours);
    case 'hh':
      return two(twelve);
    case 'h':
      return String(twelve);
    case 'mm':
      return two(local.getUTCMinutes());
    case 'm':
      return String(local.getUTCMinutes());
    case 'ss':
      return two(local.getUTCSeconds());
    case 's':
      return String(local.getUTCSeconds());
    case 'A':
      return hours < 12 ? 'AM' : 'PM';
    case 'ZZ':
      return `${sign}${zone.join('')}`;
    default:
      return `${sign}${zone.join(':')}`;
  }
}
