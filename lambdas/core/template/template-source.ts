/**
 * The languages that templates are written in.
 *
 * - `handlebars`: SendGrid's dynamic templates, Amazon SES, Mailgun, Resend.
 * - `mustachio`: Postmark.
 * - `merge-tags`: Mailchimp Transactional, `*|NAME|*` and `mc:edit`.
 */
export const TEMPLATE_SYNTAXES = ['handlebars', 'mustachio', 'merge-tags'] as const;

/** Characters that one part may come to where its template says nothing. */
export const MAX_RENDERED_LENGTH = 1_000_000;

export const PARTS = ['subject', 'text', 'html'] as const;
export type TemplatePart = (typeof PARTS)[number];

/** A template as it is read and filled in, wherever it comes from. */
export interface TemplateParts {
  readonly syntax: 'handlebars' | 'mustachio';
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  readonly limits?: { readonly rendered: number } | undefined;
}
