import * as z from 'zod';
import { without } from '../answers.ts';
import { bodyText, contentIdentifier, headerList, mediaType, oneLine } from '../fields.ts';
import type { TemplateUse } from '../fill-template.ts';
import { flatten } from '../flatten.ts';
import { readJsonBody } from '../json-body.ts';
import type { EmailMessage } from '../outbound-message.ts';
import { toAttachment } from '../read-request.ts';

/** Files as SES has them beside a content. */
export const sesAttachments = z
  .array(
    z.looseObject({
      RawContent: z.base64(),
      FileName: oneLine.min(1),
      ContentType: mediaType.nullish(),
      ContentId: contentIdentifier.nullish(),
    }),
  )
  .max(20)
  .nullish();

export function toSesAttachments(
  files: z.infer<typeof sesAttachments>,
): EmailMessage['attachments'] {
  return (files ?? []).map((one) =>
    toAttachment(one.FileName, one.ContentType, one.RawContent, one.ContentId),
  );
}

/** What is filled in, as JSON in a string. */
export const templateData = z
  .string()
  .transform((text, context): Readonly<Record<string, unknown>> => {
    const read = readJsonBody(Buffer.from(text));
    const data = dataSchema.safeParse(read.kind === 'json' ? read.value : undefined);
    if (data.success) return data.data;
    context.addIssue({ code: 'custom', message: 'is not JSON with an object' });
    return z.NEVER;
  });
const dataSchema = z.record(z.string(), z.unknown());

/** Characters of a part that a request brings along. */
const part = bodyText.max(200_000).nullish();

/** `Template` of `SendEmail` and `SendBulkEmail` (API reference v2). */
export const sesTemplate = z
  .looseObject({
    TemplateName: z.string().min(1).max(256).nullish(),
    /** `arn:aws:ses:eu-west-1:123456789012:template/NAME`: the name counts, whoever's account it is. */
    TemplateArn: z
      .string()
      .regex(/^arn:[^/\s]{1,100}:template\/[^/\s]{1,128}$/, 'is not the ARN of a template')
      .transform((arn) => arn.slice(arn.indexOf('/') + 1))
      .nullish(),
    TemplateContent: z
      .strictObject({ Subject: bodyText.max(2000).nullish(), Text: part, Html: part })
      .refine(({ Text, Html }) => (Text ?? Html) != null, { error: 'has neither Text nor Html' })
      .nullish(),
    TemplateData: templateData.nullish(),
    Headers: headerList('Name', 'Value').nullish(),
    Attachments: sesAttachments,
  })
  .refine(
    ({ TemplateName, TemplateArn, TemplateContent }) =>
      (TemplateName ?? TemplateArn ?? TemplateContent) != null,
    { error: 'has neither TemplateName nor TemplateContent' },
  )
  .refine(
    ({ TemplateName, TemplateArn, TemplateContent }) =>
      TemplateContent == null || (TemplateName ?? TemplateArn) == null,
    { error: 'has a TemplateContent beside a template that is stored' },
  )
  .transform((template) => {
    const { TemplateContent: content, TemplateName, TemplateArn } = template;
    // Read once, however many messages are made of it.
    const parts = content == null ? undefined : partsOf(content);
    return { ...template, source: parts ?? TemplateName ?? TemplateArn ?? '' };
  });
export type SesTemplate = z.infer<typeof sesTemplate>;

interface Content {
  readonly Subject?: string | null | undefined;
  readonly Text?: string | null | undefined;
  readonly Html?: string | null | undefined;
}

function partsOf({ Subject, Text, Html }: Content) {
  return {
    syntax: 'handlebars' as const,
    subject: Subject ?? '',
    ...(Text == null ? {} : { text: Text }),
    ...(Html == null ? {} : { html: Html }),
  };
}

/** Read into the message itself; the rest is kept as metadata, so that it is scanned too. */
const MEMBERS = new Set(['Headers', 'Attachments', 'TemplateData', 'TemplateContent', 'source']);

/** How one message fills the template. SES fails a rendering that misses an attribute, and so does this. */
export function sesTemplateUse(
  { source }: SesTemplate,
  data: Readonly<Record<string, unknown>>,
  at: string,
  dataAt = `${at}/TemplateData`,
): TemplateUse {
  const name = typeof source === 'string' ? 'TemplateName' : 'TemplateContent';
  return {
    template: source,
    at: { template: `${at}/${name}`, data: dataAt },
    data,
    isStrict: true,
  };
}

/** What a template says beside what is shown of it. */
export function sesTemplateMetadata(
  template: SesTemplate,
  data: Readonly<Record<string, unknown>>,
): EmailMessage['metadata'] {
  return flatten({ Template: without(template, MEMBERS), TemplateData: data });
}
