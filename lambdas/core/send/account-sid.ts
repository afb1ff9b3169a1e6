import { createHash } from 'node:crypto';

/**
 * A sender key's id in the form in which Twilio's clients take an account: `AC` and 32 hexadecimal digits. Ids of keys have
 * other letters and lengths, so it is a digest, and says nothing that the id does not.
 */
export function accountSidOf(keyId: string): string {
  return `AC${digits(`account ${keyId}`)}`;
}

/** The id of a message in the form in which Twilio has it. */
export function messageSidOf(messageId: string): string {
  return `SM${digits(`message ${messageId}`)}`;
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
