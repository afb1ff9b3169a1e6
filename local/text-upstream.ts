import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { basicOf } from '../lambdas/core/send/authorization.ts';
import { type Lane, LANES } from '../lambdas/core/vocabulary.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';
import type { SentText, Textbox } from './textbox.ts';

export interface TextUpstreamOptions extends LoopbackOptions {
  readonly textbox: Textbox;
}

/** A lane's account with the local upstream. It opens nothing: whoever is on this machine may know it. */
export const DEVELOPMENT_ACCOUNTS: Readonly<Record<Lane, string>> = {
  clinical: `AC${'c'.repeat(32)}:development`,
  marketing: `AC${'a'.repeat(32)}:development`,
};

/** By what number the texts of a lane go out, in development. */
export const DEVELOPMENT_SENDERS: Readonly<Record<Lane, string>> = {
  clinical: '+12025550101',
  marketing: '+12025550102',
};

const MAX_BODY_BYTES = 64 * 1024;

/**
 * The part of Twilio's API that sends messages. Nothing leaves the machine: what it would accept is kept. A recipient that
 * is neither a number nor of WhatsApp is a device.
 */
export async function startTextUpstream({
  textbox,
  ...options
}: TextUpstreamOptions): Promise<Endpoint> {
  const app = new Hono();
  app.post('/2010-04-01/Accounts/:account/Messages.json', async (context) => {
    const account = context.req.param('account');
    const basic = basicOf(context.req.header('authorization'));
    const lane = LANES.find(
      (one) => DEVELOPMENT_ACCOUNTS[one] === `${basic?.user ?? ''}:${basic?.password ?? ''}`,
    );
    if (lane === undefined || basic?.user !== account) {
      return context.json({ code: 20003, message: 'Authenticate', status: 401 }, 401);
    }
    const body = await context.req.text();
    if (body.length > MAX_BODY_BYTES) return context.json({ code: 21617, status: 413 }, 413);
    const form = new URLSearchParams(body);
    const to = form.get('To') ?? '';
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
    if (to === '' || from === '') return context.json({ code: 21604, status: 400 }, 400);
    const text: SentText = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      ...{ receivedAt: new Date().toISOString(), lane, channel: channelOf(to) },
      ...{ from: plain(from), to: plain(to) },
      text: form.get('Body') ?? '',
      mediaUrls: form.getAll('MediaUrl'),
      reference: context.req.header('idempotency-key') ?? '',
    };
    await textbox.add(text);
    return context.json({ sid: text.sid, status: 'queued' }, 201);
  });
  return serveOnLoopback(app, options);
}

const WHATSAPP = 'whatsapp:';

function channelOf(to: string): SentText['channel'] {
  if (to.startsWith(WHATSAPP)) return 'whatsapp';
  return /^\+\d+$/.test(to) ? 'sms' : 'push';
}

function plain(address: string): string {
  return address.startsWith(WHATSAPP) ? address.slice(WHATSAPP.length) : address;
}
