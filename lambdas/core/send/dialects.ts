import type { Dialect } from './dialect.ts';
import { cordonDialect } from './dialects/cordon.ts';
import { mailgunDialect } from './dialects/mailgun.ts';
import { mailgunMimeDialect } from './dialects/mailgun-mime.ts';
import { mandrillDialect, mandrillTemplateDialect } from './dialects/mandrill.ts';
import { mandrillRawDialect } from './dialects/mandrill-raw.ts';
import { POSTMARK_DIALECTS } from './dialects/postmark.ts';
import { RESEND_DIALECTS } from './dialects/resend.ts';
import { sesv2BulkDialect } from './dialects/sesv2-bulk.ts';
import { sesv2Dialect } from './dialects/sesv2.ts';
import { sendgridDialect } from './dialects/sendgrid.ts';
import { twilioDialect } from './dialects/twilio.ts';

/** Every API that senders may speak; each is mounted at its own paths. */
export const DIALECTS: readonly Dialect[] = [
  cordonDialect,
  sendgridDialect,
  sesv2Dialect,
  sesv2BulkDialect,
  mailgunDialect,
  mailgunMimeDialect,
  mandrillDialect,
  mandrillTemplateDialect,
  mandrillRawDialect,
  ...POSTMARK_DIALECTS,
  ...RESEND_DIALECTS,
  twilioDialect,
];
