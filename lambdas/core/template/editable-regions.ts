import { Parser } from 'htmlparser2';

/** Regions of one page. */
const MAX_REGIONS = 1000;

interface Region {
  readonly name: string;
  /** Offsets of what is in the element. */
  readonly start: number;
  readonly end: number;
}

/**
 * A page with the content of its editable regions (`mc:edit="name"`) in place of what stands there (Mailchimp
 * Transactional API reference, messages/send-template). Regions in a region go with it. Linear.
 *
 * @param contentOf undefined: what stands in the template is kept
 * @returns undefined when there are too many
 */
export function fillRegions(
  page: string,
  contentOf: (name: string) => string | undefined,
): string | undefined {
  const regions = regionsOf(page);
  if (regions.length > MAX_REGIONS) return undefined;
  let filled = '';
  let at = 0;
  for (const { name, start, end } of regions) {
    const content = contentOf(name);
    if (content === undefined || start < at) continue;
    filled += page.slice(at, start) + content;
    at = end;
  }
  return filled + page.slice(at);
}

/** In the order in which they begin; one that never ends is none. */
function regionsOf(page: string): readonly Region[] {
  const regions: Region[] = [];
  /** Elements that are open, and the region that each is. */
  const open: ({ readonly name: string; readonly start: number } | undefined)[] = [];
  const parser = new Parser(
    {
      onopentag(_name, attributes) {
        const name = attributes['mc:edit'];
        open.push(name === undefined ? undefined : { name, start: parser.endIndex + 1 });
      },
      onclosetag(_name, isImplied) {
        const region = open.pop();
        // An element without an end has nothing in it (`<img mc:edit>`).
        if (region === undefined || isImplied) return;
        regions.push({ ...region, end: parser.startIndex });
      },
    },
    { lowerCaseAttributeNames: true },
  );
  parser.end(page);
  return regions.sort((one, other) => one.start - other.start);
}
