import type { OutboundMessage } from '../send/outbound-message.ts';
import type { PortalRecipient } from './content.ts';
import { dayOf } from './dates.ts';
import { PORTAL_LIMITS } from './link.ts';

/** What every letter of the portal needs to know. */
export interface PortalSettings {
  /** The company as recipients know it. */
  readonly companyName: string;
  /** Sender of the clinical lane's mail. */
  readonly fromAddress: string;
  /** Where the portal is reached, up to `/p`. */
  readonly url: string;
  /** For how many days a link works. */
  readonly linkDays: number;
}

/**
 * That something waits, and where. It names neither whom it is about nor who wrote it, and says nothing of what it
 * says: whoever sees it learns that the company wrote, as from any message of its (45 CFR 164.502(b)).
 */
export function noticeOf(
  recipient: PortalRecipient,
  token: string,
  expiresAt: string,
  settings: PortalSettings,
): OutboundMessage {
  const { companyName } = settings;
  const link = pickUpUrl(settings, token);
  const until = dayOf(expiresAt);
  return letter(recipient, settings, {
    brief: `${companyName} has left you a secure message. Read it at ${link} with a code that you are sent. The link works until ${until}.`,
    subject: `A secure message from ${companyName}`,
    paragraphs: [
      `${companyName} has left you a secure message.`,
      `To read it, open this link:`,
      link,
      `You will be asked for a code, which is sent to this address. The link works until ${until}, and for you alone: please do not pass it on.`,
      `If you did not expect this, you need not do anything. Nobody will ask you for a password.`,
    ],
  });
}

/** The code, and not the link: one without the other opens nothing. */
export function codeLetter(
  recipient: PortalRecipient,
  code: string,
  settings: PortalSettings,
): OutboundMessage {
  const { companyName } = settings;
  const shown = `${code.slice(0, 4)} ${code.slice(4)}`;
  const minutes = String(PORTAL_LIMITS.codeMinutes);
  return letter(recipient, settings, {
    brief: `${shown} is your code for the secure message from ${companyName}. It works once, for ${minutes} minutes. Tell it to nobody.`,
    subject: `Your code for a secure message from ${companyName}`,
    paragraphs: [
      `Your code is ${shown}.`,
      `It works once, for ${minutes} minutes, on the page where you asked for it.`,
      `If you did not ask for a code, ignore this message. Never tell the code to anybody, not to us either.`,
    ],
  });
}

function pickUpUrl({ url }: PortalSettings, token: string): string {
  return `${url.replace(/\/$/, '')}/p/${token}`;
}

interface Words {
  /** For a telephone. */
  readonly brief: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** By the channel that the recipient was written to, as the clinical lane. */
function letter(
  { channel, address }: PortalRecipient,
  { companyName, fromAddress }: PortalSettings,
  { brief, subject, paragraphs }: Words,
): OutboundMessage {
  const shared = { metadata: {}, purpose: 'clinical' } as const;
  if (channel !== 'email') {
    return { ...shared, channel, to: [address], text: brief, mediaUrls: [] };
  }
  return {
    ...shared,
    channel,
    from: { address: fromAddress, name: companyName },
    replyTo: [],
    to: [{ address }],
    cc: [],
    bcc: [],
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    // No robot answers it (RFC 3834, 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: [],
  };
}
