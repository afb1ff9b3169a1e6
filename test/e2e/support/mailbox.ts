/** A mail that the local mail service has taken. */
interface TakenMail {
  readonly messageId: string;
  readonly lane: string;
  readonly to: readonly string[];
}

/** Every mail that has left, newest first; a thousand at most. */
export async function mailbox(consoleUrl: string): Promise<readonly TakenMail[]> {
  const answer = await fetch(`${consoleUrl}/mailbox.json?limit=1000`);
  return ((await answer.json()) as { readonly messages: readonly TakenMail[] }).messages;
}

/** A mail as it left, in MIME. */
export async function rawOf(consoleUrl: string, { messageId }: TakenMail): Promise<Buffer> {
  const answer = await fetch(`${consoleUrl}/mailbox/${messageId}.json`);
  return Buffer.from(((await answer.json()) as { readonly raw: string }).raw, 'base64');
}
