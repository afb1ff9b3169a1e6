/** Header of a request with a message in MIME: whom it goes to, whatever its own header says. */
export const RECIPIENTS_HEADER = 'cordon-recipients';

/** As they stand in that header: with commas between, each percent-encoded. */
export function recipientsHeader(recipients: readonly string[]): string {
  return recipients.map(encodeURIComponent).join(', ');
}
