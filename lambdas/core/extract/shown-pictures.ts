/** English Metric Units (ECMA-376-1, 20.1.10.16): 914,400 to the inch. A page of US Letter, and the share that is little. */
const PAGE = 8.5 * 914_400 * (11 * 914_400);
/** As on the pages of a PDF. */
const LITTLE = 0.1;

type OnPicture = (relation: string, area: number | undefined) => void;

/** Watches the markup of an Office document for the pictures that it shows, and how large. */
export class ShownPictures {
  readonly #tell: OnPicture | undefined;
  #picture: { readonly relations: string[]; area?: number } | undefined;

  constructor(tell: OnPicture | undefined) {
    this.#tell = tell;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#tell === undefined) return;
    if (name === 'pic') this.#picture = { relations: [] };
    else if (name === 'blip' || name === 'svgBlip') {
      const relation = attributes.get('embed') ?? '';
      // The filling of a shape or of a page, which may be as large as that.
      if (this.#picture === undefined) this.#tell(relation, undefined);
      else this.#picture.relations.push(relation);
    } else if (name === 'imagedata') this.#tell(attributes.get('id') ?? '', undefined);
    else if (name === 'ext' && this.#picture !== undefined && attributes.has('cx')) {
      const [width, height] = [Number(attributes.get('cx')), Number(attributes.get('cy'))];
      if (width > 0 && height > 0) this.#picture.area = width * height;
      else delete this.#picture.area;
    }
  }

  close(name: string): void {
    if (name !== 'pic' || this.#picture === undefined) return;
    const { relations, area } = this.#picture;
    for (const relation of relations) this.#tell?.(relation, area);
    this.#picture = undefined;
  }
}

/** Where each part of a package shows pictures, and which files they are. */
export class PictureUse {
  readonly #shown: {
    readonly part: string;
    readonly relation: string;
    readonly isSmall: boolean;
  }[] = [];
  readonly #targets = new Map<string, string>();

  show(part: string, relation: string, area: number | undefined): void {
    const isSmall = area !== undefined && area < PAGE * LITTLE;
    this.#shown.push({ part, relation, isSmall });
  }

  /** A relation of a part leads to another part, as it is named from the first one's folder. */
  link(part: string, relation: string, target: string): void {
    this.#targets.set(`${part} ${relation}`, resolved(part, target));
  }

  /** The parts that are shown, and small wherever they are. What is shown nowhere is of no known size. */
  small(): ReadonlySet<string> {
    const small = new Set<string>();
    const large = new Set<string>();
    for (const { part, relation, isSmall } of this.#shown) {
      const target = this.#targets.get(`${part} ${relation}`);
      if (target !== undefined) (isSmall ? small : large).add(target);
    }
    for (const target of large) small.delete(target);
    return small;
  }
}

function resolved(part: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = part.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
