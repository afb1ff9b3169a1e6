/**
 * Why mail that was taken in is held whatever policy says. It is then not read either: what a scan for viruses found
 * something in, or could not look at, no parser of ours opens.
 *
 * - `mail_virus`: a scan for malicious software found something, or did not come to an end
 * - `mail_spam`: the same of a scan for spam
 * - `mail_sender_unproven`: nobody can tell that the author in `From` wrote it (RFC 7489)
 * - `mail_sender_unlisted`: the source names who may write, and the author is not among them
 * - `mail_too_large`: it is longer than its source lets in; its header alone was kept
 */
export const MAIL_DOUBTS = [
  'mail_virus',
  'mail_spam',
  'mail_sender_unproven',
  'mail_sender_unlisted',
  'mail_too_large',
] as const;
export type MailDoubt = (typeof MAIL_DOUBTS)[number];
