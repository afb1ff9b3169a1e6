import type { DialectParse, FilledParse } from '../core/send/dialect.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { Registry, Template } from '../ports/registry.ts';

/** Templates of one request. A request of a thousand messages is one campaign, and not a thousand. */
const MAX_TEMPLATES = 20;

/** Whose keys may send a template. */
interface Holder {
  readonly entityId: string;
  readonly lane: Lane;
}

/**
 * Fills in the templates that a request names, before anything is scanned: what is scanned is what leaves.
 *
 * @throws RegistryError when a template is stored that cannot be used
 */
export async function fillTemplates(
  parsed: DialectParse,
  holder: Holder,
  { registry }: { readonly registry: Registry },
): Promise<FilledParse> {
  if (parsed.kind !== 'templated') return parsed;
  const names = [...new Set(parsed.names)];
  if (names.length > MAX_TEMPLATES) {
    return narrowed(`names more than ${String(MAX_TEMPLATES)} templates; split the request`);
  }
  const found = new Map<string, Template>();
  for (const name of names) {
    const template = await findTemplate(name, holder, registry);
    if (template !== undefined) found.set(name, template);
  }
  return parsed.fill((name) => found.get(name));
}

function narrowed(message: string): FilledParse {
  return { kind: 'malformed', problems: [{ field: '', message }] };
}

/** The entity's own template of a name, or else the one that goes by it. One of another entity is none. */
async function findTemplate(
  name: string,
  { entityId, lane }: Holder,
  registry: Registry,
): Promise<Template | undefined> {
  const named = (await registry.template(`${name}~${entityId}`)) ?? (await registry.template(name));
  const template = named?.sameAs === undefined ? named : await registry.template(named.sameAs);
  return template?.sameAs === undefined &&
    template?.entityId === entityId &&
    template.lanes.includes(lane)
    ? template
    : undefined;
}
