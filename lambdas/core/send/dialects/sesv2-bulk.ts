import * as z from 'zod';
import { isDecided, jsonAnswer, refusalText, without } from '../answers.ts';
import { readAwsSignature } from '../aws-signature.ts';
import type { Dialect } from '../dialect.ts';
import { headerList } from '../fields.ts';
import { fillMessages, type TemplatedMessage } from '../fill-template.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { mailboxesIfAny, mailboxLine } from '../mailboxes.ts';
import type { MessageOutcome } from '../outcome.ts';
import { readJsonRequest, toBodies } from '../read-request.ts';
import {
  sesTemplate,
  sesTemplateMetadata,
  sesTemplateUse,
  templateData,
  toSesAttachments,
} from './sesv2-template.ts';
import { renderSes, sesDestination } from './sesv2.ts';

const entry = z.looseObject({
  Destination: sesDestination,
  ReplacementEmailContent: z
    .looseObject({
      ReplacementTemplate: z
        .looseObject({ ReplacementTemplateData: templateData.nullish() })
        .nullish(),
    })
    .nullish(),
  ReplacementHeaders: headerList('Name', 'Value').nullish(),
});

const request = z.looseObject({
  FromEmailAddress: mailboxLine,
  ReplyToAddresses: mailboxesIfAny,
  /** SES takes 50; what this gateway takes is bounded by recipients. */
  BulkEmailEntries: z.array(entry).min(1).max(1000),
  DefaultContent: z.looseObject({ Template: sesTemplate }),
});
type Request = z.infer<typeof request>;

/** Characters of the data that all entries share, times the entries: each has them in a message of its own. */
const MOST_SHARED = 20_000_000;

/** Read into the messages themselves; everything else is kept as metadata, so that it is scanned too. */
const REQUEST_MEMBERS = new Set([
  ...['FromEmailAddress', 'ReplyToAddresses', 'BulkEmailEntries', 'DefaultContent'],
]);
const ENTRY_MEMBERS = new Set(['Destination', 'ReplacementEmailContent', 'ReplacementHeaders']);

/** Amazon SES's `SendBulkEmail` (API reference v2): each entry is a message with an answer of its own. */
export const sesv2BulkDialect: Dialect = {
  name: 'sesv2-bulk',
  method: 'POST',
  paths: ['/v2/email/outbound-bulk-emails'],
  credential: readAwsSignature,
  parse: ({ body }) =>
    readJsonRequest(body, request, (data) => {
      const { source, TemplateData } = data.DefaultContent.Template;
      const { length } = JSON.stringify(TemplateData ?? {});
      if (length * data.BulkEmailEntries.length > MOST_SHARED) {
        const message = 'is too much for so many entries; send fewer at once';
        const field = '/DefaultContent/Template/TemplateData';
        return { kind: 'malformed', problems: [{ field, message }] };
      }
      return {
        kind: 'templated',
        names: typeof source === 'string' ? [source] : [],
        fill: (find) => fillMessages(templatedOf(data), find, true),
      };
    }),
  render: (outcome) =>
    isDecided(outcome) ? jsonAnswer(200, answerOf([outcome])) : renderSes(outcome),
  renderEach: (outcomes) => jsonAnswer(200, answerOf(outcomes)),
};

function templatedOf(data: Request): readonly TemplatedMessage[] {
  const { Template } = data.DefaultContent;
  const shared = flatten(without(data, REQUEST_MEMBERS));
  const attachments = toSesAttachments(Template.Attachments);
  return data.BulkEmailEntries.map((one, index) => {
    const own = one.ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData ?? {};
    const filled = { ...Template.TemplateData, ...own };
    const at = '/DefaultContent/Template';
    const dataAt = `/BulkEmailEntries/${String(index)}/ReplacementEmailContent`;
    return {
      use: sesTemplateUse(Template, filled, at, dataAt),
      make: ({ subject = '', text, html }) => ({
        channel: 'email',
        from: data.FromEmailAddress,
        replyTo: data.ReplyToAddresses,
        to: one.Destination.ToAddresses,
        cc: one.Destination.CcAddresses,
        bcc: one.Destination.BccAddresses,
        subject,
        ...toBodies(text, html),
        headers: one.ReplacementHeaders ?? Template.Headers ?? {},
        attachments,
        metadata: [
          flatten(without(one, ENTRY_MEMBERS)),
          // Beside the data: what else an application puts there.
          flatten(one.ReplacementEmailContent ?? {}, 'ReplacementEmailContent'),
          sesTemplateMetadata(Template, filled),
        ].reduce(mergeEntries, shared),
      }),
    };
  });
}

function answerOf(outcomes: readonly MessageOutcome[]): object {
  const results = outcomes.map((outcome) =>
    outcome.kind === 'refused'
      ? { Status: 'MESSAGE_REJECTED', Error: refusalText(outcome.decisions) }
      : { Status: 'SUCCESS', MessageId: outcome.messageId },
  );
  return { BulkEmailEntryResults: results };
}
