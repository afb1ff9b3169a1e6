import type { TemplateParts } from './template-source.ts';

/** Whether a template is one with tags in braces, which `renderTemplate` fills in. */
export function isTagged<T extends { readonly syntax?: string | undefined }>(
  template: T,
): template is T & Pick<TemplateParts, 'syntax'> {
  return template.syntax === 'handlebars' || template.syntax === 'mustachio';
}
