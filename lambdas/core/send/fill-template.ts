import type { Template } from '../registry/template.ts';
import { isTagged } from '../template/is-tagged.ts';
import { RenderBudget, type RenderFailure } from '../template/render-budget.ts';
import { renderTemplate } from '../template/render-template.ts';
import type { TemplateParts } from '../template/template-source.ts';
import type { FilledParse } from './dialect.ts';
import { bodyText, oneLine } from './fields.ts';
import type { EmailMessage } from './outbound-message.ts';
import { boundedMessages } from './read-request.ts';

/** What a template comes to. */
export interface FilledTexts {
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
}

/** A template with what is to be filled in, as a request has it. */
export interface TemplateUse {
  /** As the API calls it, or the template itself where a request brings it along. */
  readonly template: string | TemplateParts;
  /** Pointers to both. */
  readonly at: { readonly template: string; readonly data: string };
  readonly data: unknown;
  /** The API takes a name that the data does not have for a fault. */
  readonly isStrict?: true;
}

export type FindTemplate = (name: string) => Template | undefined;

/** One message of a request, before and after its template is filled in. */
export interface TemplatedMessage {
  /** Absent: it has its content itself. */
  readonly use?: TemplateUse;
  readonly make: (texts: FilledTexts) => EmailMessage;
}

/** All messages of a request, unless a template is missing or cannot be filled in. @param each as in `DialectParse` */
export function fillMessages(
  templated: readonly TemplatedMessage[],
  find: FindTemplate,
  each = false,
): FilledParse {
  const budget = new RenderBudget();
  const messages: EmailMessage[] = [];
  for (const { use, make } of templated) {
    const filled = use === undefined ? undefined : fillTemplate(use, find, budget);
    if (filled?.kind === 'malformed') return filled;
    messages.push(make(filled?.texts ?? {}));
  }
  return boundedMessages(messages, each);
}

type Malformed = Extract<FilledParse, { readonly kind: 'malformed' }>;

/** The texts of one message, or which field is at fault. Names of what is missing are the template's own. */
export function fillTemplate(
  { template, at, data, isStrict }: TemplateUse,
  find: FindTemplate,
  budget: RenderBudget,
): { readonly kind: 'filled'; readonly texts: FilledTexts } | Malformed {
  const parts = typeof template === 'string' ? find(template) : template;
  if (parts === undefined) return malformed(at.template, UNKNOWN_TEMPLATE);
  if (!isTagged(parts)) {
    return malformed(at.template, 'is a template of merge tags, which this API does not fill in');
  }
  const rendered = renderTemplate(parts, { data, isStrict: isStrict === true, budget });
  switch (rendered.kind) {
    case 'unreadable': {
      const problems = rendered.parts.map(({ part, reason }) => ({
        field: at.template,
        message: `${part}: ${reason}`,
      }));
      return { kind: 'malformed', problems };
    }
    case 'failed': {
      const isStored = typeof template === 'string';
      return malformed(at.data, `${rendered.part}: ${explain(rendered.failure, isStored)}`);
    }
    case 'rendered': {
      const { texts } = rendered;
      const problem = unsendable(texts);
      return problem === undefined ? { kind: 'filled', texts } : malformed(at.data, problem);
    }
  }
}

export const UNKNOWN_TEMPLATE =
  'is not the name of a template that this key may send; a privacy officer stores it (cordon templates add)';

function malformed(field: string, message: string): Malformed {
  return { kind: 'malformed', problems: [{ field, message }] };
}

/** What must not leave, whatever the template made of it: a line break would be a header of the data's own. */
function unsendable({ subject, text, html }: FilledTexts): string | undefined {
  if (subject !== undefined && !oneLine.safeParse(subject).success) {
    return 'must leave the subject one line of at most 998 characters';
  }
  const bodies = [text, html].filter((body) => body !== undefined);
  if (!bodies.every((body) => bodyText.safeParse(body).success)) {
    return 'must not contain NUL characters';
  }
  return undefined;
}

function explain(failure: RenderFailure, isStored: boolean): string {
  // What a request brings along as a template may hold anything, in its names too.
  const named = 'name' in failure && isStored ? `"${failure.name}"` : 'a value';
  switch (failure.kind) {
    case 'missing':
      return `${named} that the template shows is not in the data`;
    case 'no_list':
      return `${named} is shown as a list and is none`;
    case 'too_long':
      return 'comes to more text than a message may have';
    case 'too_much':
      return 'takes more steps than a request may';
  }
}
