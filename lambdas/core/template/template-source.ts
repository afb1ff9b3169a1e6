/**
 * The languages that templates are written in.
 *
 * - `handlebars`: SendGrid's dynamic templates, Amazon SES, Mailgun, Resend.
 * - `mustachio`: Postmark.
 * - `merge-tags`: Mailchimp Transactional, `*|NAME|*` and `mc:edit`.
 */
export const TEMPLATE_SYNTAXES = ['handlebars', 'mustachio', 'merge-tags'] as const;
