import { MIME_LIMITS } from './limits.ts';

/** What programs make boundaries of: marks, words of the trade, their own names, and a code. */
const NAMED =
  /^[-=_.+:/?',() ]*(?:boundary|webkitformboundary|formboundary|geckoformboundary|part|nextpart|mixed|alternative|related|alt|mix|rel|frontier|mimepart|apple|mail|b\d|simple boundary|x)?[-=_.]*(?:[0-9a-f]{6,64}|\d{12,40}|[A-Za-z0-9]{5,40})?[-=_.]*$/i;
/** Codes of JavaMail, Outlook and others: digits and capitals between marks. */
const CODES =
  /^[-=_]*(?:Part|NextPart|mimepart)?[=_]*(?:[0-9A-Z]{1,40}[=_.]{1,9}){0,12}[0-9A-Z]{1,60}[-=_.]*$/i;

/** Whether a program made a boundary up. Any other is free text, which could name somebody. */
export function isMadeBoundary(boundary: string): boolean {
  return NAMED.test(boundary) || (/\d/.test(boundary) && CODES.test(boundary));
}

/** A text as a boundary: other characters than those of RFC 2046 section 5.1.1 would need quotes. */
export function asBoundary(text: string): string {
  return text.replace(/[^\w'+.=-]/g, '_').slice(0, MIME_LIMITS.maxBoundaryLength);
}
