import { RenderBudget } from '../../../lambdas/core/template/render-budget.ts';
import { renderTemplate, type Rendered } from '../../../lambdas/core/template/render-template.ts';
import type { TemplateParts } from '../../../lambdas/core/template/template-source.ts';

interface Options {
  readonly syntax?: TemplateParts['syntax'];
  readonly isStrict?: boolean;
  readonly rendered?: number;
}

/** A template as the HTML of a mail, with data filled in. */
export function renderHtml(html: string, data: unknown, options: Options = {}): Rendered {
  const { syntax = 'handlebars', isStrict = false, rendered } = options;
  const limits = rendered === undefined ? undefined : { rendered };
  return renderTemplate({ syntax, html, limits }, { data, isStrict, budget: new RenderBudget() });
}

/** What comes out of it. @throws where nothing does */
export function htmlOf(html: string, data: unknown, options: Options = {}): string {
  const rendered = renderHtml(html, data, options);
  if (rendered.kind !== 'rendered') throw new Error(JSON.stringify(rendered));
  return rendered.texts.html ?? '';
}
