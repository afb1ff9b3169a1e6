import type { GatewayProcess } from './gateway-process.ts';

interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: readonly string[];
}

/** What waits in the portal for somebody. */
export interface Left {
  readonly messageId: string;
  readonly to: string;
  /** The link. */
  readonly url: string;
  /** The mail that brought it. */
  readonly notice: string;
}

/** Milliseconds. */
const PATIENCE = 20_000;
const EVERY = 50;

export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come about');
    await new Promise((resume) => setTimeout(resume, EVERY));
  }
}

let people = 0;

/** Sends what goes to the portal, to somebody new, and waits for the notice. */
export async function leaveInPortal(
  gateway: GatewayProcess,
  body: Readonly<Record<string, unknown>>,
): Promise<Left> {
  people += 1;
  const to = `reader${String(people)}@mail.example`;
  const answer = await fetch(gateway.ready.apis.messages, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${gateway.ready.credentials.clinicalKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      ...{ channel: 'portal', from: 'care-team@care.cordon.example', to: [to] },
      ...body,
    }),
  });
  if (answer.status !== 202) throw new Error(`answered ${String(answer.status)}`);
  const accepted = (await answer.json()) as {
    readonly messageId: string;
    readonly decisions: readonly { readonly disposition: string }[];
  };
  if (accepted.decisions.some(({ disposition }) => disposition !== 'portal')) {
    throw new Error('it did not go to the portal');
  }
  const notice = await rawOf(gateway, await until(async () => (await mails(gateway, to))[0]));
  const url = /http:\/\/[^\s]+\/p\/[A-Za-z0-9_-]{43}/.exec(notice)?.[0];
  if (url === undefined) throw new Error('the notice has no link');
  return { messageId: accepted.messageId, to, url, notice };
}

/** The code in the mail that comes after `ask` has asked for one. */
export async function nextCode(
  gateway: GatewayProcess,
  { to }: Left,
  ask: () => Promise<void>,
): Promise<string> {
  const before = (await mails(gateway, to)).length;
  await ask();
  const mail = await until(async () => {
    const all = await mails(gateway, to);
    return all.length > before ? all[0] : undefined;
  });
  const code = /Your code is (\d{4}) (\d{4})\./.exec(await rawOf(gateway, mail));
  if (code === null) throw new Error('the mail has no code');
  return `${code[1] ?? ''}${code[2] ?? ''}`;
}

export async function mails({ ready }: GatewayProcess, to: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${ready.consoleUrl}/mailbox.json?limit=1000`);
  const { messages } = (await answer.json()) as { readonly messages: readonly Mail[] };
  return messages.filter((mail) => mail.to.includes(to));
}

export async function rawOf({ ready }: GatewayProcess, { messageId }: Mail): Promise<string> {
  const answer = await fetch(`${ready.consoleUrl}/mailbox/${messageId}.json`);
  const { raw } = (await answer.json()) as { readonly raw: string };
  const text = Buffer.from(raw, 'base64').toString('latin1');
  return text.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
}
