import { parseContentLines } from '../content-lines/parse-content-lines.ts';
import type { Format, ParseResult, ParseScope } from '../parsed.ts';
import type { Received } from '../received.ts';

/** What the properties of a calendar hold (RFC 5545 3.8), in words that say so. */
const HINTS = {
  ...{ BEGIN: 'component', END: 'component', VERSION: 'version', PRODID: 'product' },
  ...{ CALSCALE: 'type', METHOD: 'method', STATUS: 'status', CLASS: 'type', TRANSP: 'type' },
  ...{ SUMMARY: 'summary', DESCRIPTION: 'description', COMMENT: 'comment', LOCATION: 'location' },
  ...{ CATEGORIES: 'category', RESOURCES: 'resources', CONTACT: 'contact', ATTACH: 'attachment' },
  ...{ ATTENDEE: 'email', ORGANIZER: 'email', UID: 'uid', URL: 'url', SEQUENCE: 'version' },
  ...{ DTSTART: 'start', DTEND: 'end', DUE: 'due', DURATION: 'duration', TRIGGER: 'trigger' },
  ...{ DTSTAMP: 'created', CREATED: 'created', 'LAST-MODIFIED': 'updated', ACTION: 'action' },
  ...{ GEO: 'coordinates', PRIORITY: 'type', TZID: 'timezone', RRULE: 'type', TZNAME: 'timezone' },
  ...{ TZOFFSETFROM: 'timezone', TZOFFSETTO: 'timezone', 'RECURRENCE-ID': 'start' },
};

/** Calendars: invitations, answers to them, tasks (RFC 5545). */
export const calendar: Format = {
  name: 'calendar',
  hasCharsets: true,
  accepts: (type) =>
    type === 'text/calendar' || type === 'application/ics' || type === 'text/x-vcalendar',
  parse: parseCalendar,
};

export function parseCalendar(received: Received, scope: ParseScope): ParseResult {
  return parseContentLines(received, scope, { name: 'calendar', begin: 'VCALENDAR', hints: HINTS });
}
