import * as z from 'zod';
import { MAX_RENDERED_LENGTH, TEMPLATE_SYNTAXES } from '../template/template-source.ts';
import { LANES } from '../vocabulary.ts';
import { complain, entityId, oneOrMore } from './fields.ts';

/**
 * Name by which senders ask for a template: what the API it comes from called it (`d-0f3c...`, `order-confirmation`,
 * `28174523`). After a `~` may stand the covered entity that has it for itself, where several have one of that name.
 */
const templateId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}(?:~[A-Za-z0-9_.-]{1,64})?$/,
    'is not letters, digits, hyphens, dots and underscores, at most 128',
  );

/** Characters of a part, before anything is filled in. */
const MAX_PART_LENGTH = 200_000;
/** Bytes of all parts and the sample: an item of the table has 400 KB. */
const MAX_BYTES = 300_000;
/** Characters of the sample, as JSON. */
const MAX_SAMPLE_LENGTH = 20_000;

/** A template that is stored here, for APIs that send by its name and its data. */
export const templateSchema = z
  .strictObject({
    id: templateId,
    /** Keys of this covered entity may send it. */
    entityId,
    /** Keys of these lanes may send it. */
    lanes: oneOrMore(z.enum(LANES)),
    /** Another name for this template; everything below is that one's. */
    sameAs: templateId.optional(),
    syntax: z.enum(TEMPLATE_SYNTAXES).optional(),
    subject: z
      .string()
      .max(2000)
      .regex(/^[^\r\n\0]*$/, 'is not one line')
      .optional(),
    text: z.string().max(MAX_PART_LENGTH).optional(),
    html: z.string().max(MAX_PART_LENGTH).optional(),
    /** Data to see it with. Made up, and about nobody. */
    sample: z.record(z.string().max(128), z.unknown()).optional(),
    limits: z
      .strictObject({
        /** Characters that a part may come to once it is filled in. */
        rendered: z.number().int().min(1).max(MAX_RENDERED_LENGTH),
      })
      .optional(),
  })
  .check((context) => {
    const { id, entityId: entity, sameAs, syntax, text, html, sample } = context.value;
    const own = id.split('~')[1];
    if (own !== undefined && own !== entity) {
      complain(context, ['id'], 'names another covered entity than the template is of');
    }
    const content = [syntax, context.value.subject, text, html, sample, context.value.limits];
    if (sameAs !== undefined) {
      if (content.some((member) => member !== undefined)) {
        complain(context, ['sameAs'], 'stands for all of the content: leave the rest out');
      }
      return;
    }
    if (syntax === undefined) complain(context, ['syntax'], 'is required');
    if (text === undefined && html === undefined) {
      complain(context, ['text'], 'or html is required');
    }
    const sampled = sample === undefined ? '' : JSON.stringify(sample);
    if (sampled.length > MAX_SAMPLE_LENGTH) {
      complain(context, ['sample'], `has more than ${String(MAX_SAMPLE_LENGTH)} characters`);
    }
    if (Buffer.byteLength([text, html, sampled].join('')) > MAX_BYTES) {
      complain(context, ['html'], `and text have more than ${String(MAX_BYTES)} bytes together`);
    }
  });
export type Template = z.infer<typeof templateSchema>;
