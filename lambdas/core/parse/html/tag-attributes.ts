import { TextMapper, type MappedText } from '../mapped-text.ts';
import { attributeHint, isUsual } from './elements.ts';

/** The value of an attribute. */
export interface Attribute {
  readonly text: MappedText;
  /** What it holds. */
  readonly hint?: string;
  /** Its own name. */
  readonly name: string;
  /** Without quotes around it: a space would end it. */
  readonly isBare: boolean;
}

interface Open {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value: TextMapper;
  isBare: boolean;
  isOdd: boolean;
}

/** The attributes of the tags of a page, one tag after another. Positions are those of `html`. */
export class TagAttributes {
  readonly #html: string;
  readonly #base: number;
  #attributes: Open[] = [];
  #current: Open | undefined;
  #entities: number[] = [];
  #entitiesFrom = 0;

  /** @param base where `html` begins in its source, to which the texts lead back */
  constructor(html: string, base: number) {
    this.#html = html;
    this.#base = base;
  }

  /** Drops an attribute that has begun and not ended. @returns where it began */
  abandon(): number | undefined {
    const start = this.#current?.start;
    this.#current = undefined;
    this.#entities = [];
    return start;
  }

  name(start: number, end: number): void {
    const name = this.#html.slice(start, end).toLowerCase();
    this.#current = { name, start, end, value: new TextMapper(), isBare: true, isOdd: false };
  }

  data(start: number, end: number): void {
    this.#endEntities(start);
    this.#current?.value.add(this.#html.slice(start, end), this.#base + start, this.#base + end);
  }

  /** @param seen where the last token ended; nothing but punctuation stands between it and the entity */
  entity(codePoint: number, seen: number): void {
    if (this.#entities.length === 0) this.#entitiesFrom = this.#html.indexOf('&', seen);
    this.#entities.push(codePoint);
  }

  close(end: number, isBare: boolean): void {
    this.#endEntities(end);
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    current.isBare = isBare;
    current.isOdd = !isUsual(
      current.name,
      !isBare || current.value.length > 0 || end > current.end,
    );
    this.#attributes.push(current);
  }

  /** The values of the tag that ends, and what it says its text holds. */
  end(tag: string): {
    readonly list: readonly Attribute[];
    readonly hint?: string;
    readonly isOdd: boolean;
  } {
    const all = this.#attributes;
    if (all.length === 0) return { list: [], isOdd: false };
    this.#attributes = [];
    let values: Map<string, string> | undefined;
    const valueOf = (name: string): string | undefined => {
      values ??= new Map(all.map((attribute) => [attribute.name, attribute.value.done().text]));
      return values.get(name) === '' ? undefined : values.get(name);
    };
    const list: Attribute[] = [];
    let spill: Open | undefined;
    const flush = (): void => {
      if (spill !== undefined) list.push(this.#attribute(spill, tag, valueOf));
      spill = undefined;
    };
    for (const attribute of all) {
      if (attribute.isOdd && spill?.isBare === true) {
        // `title=Jane Roe has`: words of a value that lost its quotes.
        spill.value.add(' ', this.#base + attribute.start, this.#base + attribute.start);
        this.#addName(spill.value, attribute);
        for (const { text, from, to } of attribute.value.pieces()) spill.value.add(text, from, to);
        spill.isBare = attribute.isBare;
        continue;
      }
      flush();
      spill = attribute;
      if (attribute.isOdd && attribute.value.length === 0)
        this.#addName(attribute.value, attribute);
      else if (attribute.isOdd) list.push(this.#oddName(attribute));
    }
    flush();
    const isOdd = all.some((attribute) => attribute.isOdd);
    const hint = fieldOf(tag, valueOf);
    return { list, isOdd, ...(hint !== undefined && { hint }) };
  }

  #addName(to: TextMapper, { start, end }: Open): void {
    to.add(this.#html.slice(start, end), this.#base + start, this.#base + end);
  }

  #oddName(attribute: Open): Attribute {
    const text = new TextMapper();
    this.#addName(text, attribute);
    return { name: '', text: text.done(), isBare: true };
  }

  #attribute(
    { name, value, isBare }: Open,
    tag: string,
    valueOf: (name: string) => string | undefined,
  ): Attribute {
    const hint =
      name === 'value' || name === 'content' ? nameOf(tag, valueOf) : attributeHint(name);
    return { name, text: value.done(), isBare, ...(hint !== undefined && { hint }) };
  }

  /** An entity is one run; where they cannot be told apart, all of them are. */
  #endEntities(end: number): void {
    const codePoints = this.#entities;
    if (codePoints.length === 0) return;
    this.#entities = [];
    const value = this.#current?.value;
    const sources = this.#html.slice(this.#entitiesFrom, end).split(/(?=&)/);
    const characters = codePoints.map((codePoint) => String.fromCodePoint(codePoint));
    let from = this.#base + this.#entitiesFrom;
    if (sources.length !== characters.length) {
      value?.add(characters.join(''), from, this.#base + end);
      return;
    }
    sources.forEach((source, index) => {
      value?.add(characters[index] ?? '', from, from + source.length);
      from += source.length;
    });
  }
}

/** What the value of an input, or the content of a meta element, is called. */
function nameOf(tag: string, valueOf: (name: string) => string | undefined): string | undefined {
  if (tag === 'meta') return valueOf('name') ?? valueOf('property') ?? valueOf('itemprop');
  return (
    valueOf('name') ??
    valueOf('itemprop') ??
    valueOf('aria-label') ??
    valueOf('placeholder') ??
    valueOf('id')
  );
}

/** What the text of an element is called. */
function fieldOf(tag: string, valueOf: (name: string) => string | undefined): string | undefined {
  if (tag === 'textarea') return valueOf('name') ?? valueOf('placeholder') ?? valueOf('id');
  return valueOf('data-label') ?? valueOf('itemprop');
}
