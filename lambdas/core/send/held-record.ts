/** A record of the vault is sealed for one purpose: what waits for delivery is not what waits for review. */
export function heldRecordOf(messageId: string): string {
  return `${messageId}~held`;
}
