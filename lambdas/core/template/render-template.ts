import type { TemplateProgram } from './nodes.ts';
import { readTemplate } from './read-template.ts';
import { RenderStop, type RenderBudget, type RenderFailure } from './render-budget.ts';
import { renderProgram } from './render-program.ts';
import { TemplateError } from './template-error.ts';
import {
  MAX_RENDERED_LENGTH,
  PARTS,
  type TemplateParts,
  type TemplatePart,
} from './template-source.ts';

/** Why a part cannot be read. The reason is static. */
export interface UnreadablePart {
  readonly part: TemplatePart;
  readonly reason: string;
}

export type Rendered =
  | { readonly kind: 'rendered'; readonly texts: Readonly<Partial<Record<TemplatePart, string>>> }
  | { readonly kind: 'unreadable'; readonly parts: readonly UnreadablePart[] }
  | { readonly kind: 'failed'; readonly part: TemplatePart; readonly failure: RenderFailure };

export interface RenderRequest {
  readonly data: unknown;
  /** A name that the data does not have is a failure. */
  readonly isStrict: boolean;
  /** Shared by all messages of one request. */
  readonly budget: RenderBudget;
}

/** The parts of a template with data filled in. What is filled into HTML with `{{name}}` is escaped. */
export function renderTemplate(template: TemplateParts, request: RenderRequest): Rendered {
  const { programs, unreadable } = programsOf(template);
  if (unreadable.length > 0) return { kind: 'unreadable', parts: unreadable };
  const texts: Partial<Record<TemplatePart, string>> = {};
  for (const [part, program] of programs) {
    try {
      texts[part] = renderProgram(program, request.data, {
        ...{ syntax: template.syntax, isStrict: request.isStrict, budget: request.budget },
        escapes: part === 'html',
        limit: template.limits?.rendered ?? MAX_RENDERED_LENGTH,
      });
    } catch (error) {
      if (!(error instanceof RenderStop)) throw error;
      return { kind: 'failed', part, failure: error.failure };
    }
  }
  return { kind: 'rendered', texts };
}

/** What cannot be read of a template; empty when all of it can. */
export function unreadableParts(template: TemplateParts): readonly UnreadablePart[] {
  return programsOf(template).unreadable;
}

/** What a template says whatever is filled in: all branches of it, one part after the other. */
export function literalTexts(
  template: TemplateParts,
): Readonly<Partial<Record<TemplatePart, string>>> {
  const { programs } = programsOf(template);
  return Object.fromEntries(
    [...programs].map(([part, program]) => [part, literalsOf(program).join('')]),
  );
}

interface Programs {
  readonly programs: ReadonlyMap<TemplatePart, TemplateProgram>;
  readonly unreadable: readonly UnreadablePart[];
}

/** Read once for each template that is held. */
const known = new WeakMap<TemplateParts, Programs>();

function programsOf(template: TemplateParts): Programs {
  const before = known.get(template);
  if (before !== undefined) return before;
  const programs = new Map<TemplatePart, TemplateProgram>();
  const unreadable: UnreadablePart[] = [];
  for (const part of PARTS) {
    const source = template[part];
    if (source === undefined) continue;
    try {
      programs.set(part, readTemplate(source, template.syntax));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const where = error.line === undefined ? '' : ` (line ${String(error.line)})`;
      unreadable.push({ part, reason: `${error.message}${where}` });
    }
  }
  const read = { programs, unreadable };
  known.set(template, read);
  return read;
}

/** Texts, and in place of each tag what it says by itself, or a space. */
function literalsOf({ nodes, partials }: TemplateProgram): readonly string[] {
  const texts: string[] = [];
  const walk = (all: TemplateProgram['nodes']): void => {
    for (const node of all) {
      if (node.kind === 'text') texts.push(node.text);
      else texts.push(' ');
      if (node.kind === 'output' && node.value.kind === 'call') {
        for (const value of node.value.values) {
          if (value.kind === 'literal') texts.push(String(value.value ?? ''), ' ');
        }
      }
      if (node.kind === 'block') {
        walk(node.body);
        texts.push(' ');
        walk(node.otherwise);
        texts.push(' ');
      }
    }
  };
  walk(nodes);
  for (const partial of partials.values()) walk(partial);
  return texts;
}
