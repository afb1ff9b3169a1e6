import type { UnreadableReason } from '../parsed.ts';
import type { Slot, Source } from '../slot.ts';
import type { AddText, TextPlace } from '../text-place.ts';
import { decodeXml, encodeXml } from './entities.ts';
import { isInline, isStyle, TableHeadings, type Piece } from './narrative.ts';
import { fieldOf, localName, placeBelow, type Open } from './place.ts';
import { readXml, type Stretch, type XmlAttribute } from './read-xml.ts';

/** Where an XML text stands in the payload. */
export interface XmlPlace extends Omit<TextPlace, 'slot'> {
  readonly source: Source;
  /** Whether it was in the character set that it declares, and is no more. */
  readonly isDecoded?: boolean;
}

/** Attributes that only say "here is the value"; the element says what it is. */
const VALUE_ATTRIBUTE = /^(?:value|val|v|content|text|data|extension)$/i;
/** Addresses and URNs of vocabularies, one or several (XML Schema 1.0 part 1, section 2.6.3). */
const NAMESPACE = /^\s*(?:[A-Za-z][\w./:#~+-]*(?:\s+|$))*$/;
/** A name with so many digits is a value. */
const TELLING_NAME = /\d{4}|(?:\d.*){6}/;

/**
 * Adds every text and every attribute value of an XML document to the payload, with the name of its element or
 * attribute as its hint and its address in the standard where it is written in one (C-CDA, FHIR). In narratives
 * a run of text is one value, whatever inline tags stand in it, and a cell has its column's heading as its hint.
 *
 * @returns undefined when added, or why the text was refused (what was added then is not to be used).
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addXml(place: XmlPlace, addText: AddText): UnreadableReason | undefined {
  const walk = new Walk(place, addText);
  return readXml(place.source.text, place.limits, place.depth, walk, place.isDecoded);
}

class Walk {
  readonly #place: XmlPlace;
  readonly #addText: AddText;
  readonly #open: (Open & { readonly isTransparent: boolean })[] = [];
  readonly #tables = new TableHeadings();
  /** How many elements of a narrative are open. */
  #narrative = 0;
  #run: Piece[] = [];
  #elements = 0;

  constructor(place: XmlPlace, addText: AddText) {
    this.#place = place;
    this.#addText = addText;
  }

  open(name: string, attributes: readonly XmlAttribute[]): void {
    const { text } = this.#place.source;
    const raw = ({ start, end }: Stretch): string => text.slice(start, end);
    const own = placeBelow(this.#open.at(-1), name, attributes, raw, this.#elements);
    this.#elements += 1;
    const isTransparent =
      this.#narrative > 0 &&
      isInline(own.name) &&
      attributes.every((each) => isStyle(each, raw(each)));
    if (!isTransparent) this.#endRun();
    if (this.#narrative > 0 || isNarrative(own, this.#open.at(-1))) {
      this.#narrative += 1;
      this.#tables.open(own.name);
    }
    this.#open.push({ ...own, isTransparent });
    if (isTransparent) return;
    if (TELLING_NAME.test(name)) {
      this.#place.builder.addUnreadable({ path: this.#pathOf(own), reason: 'unsupported_format' });
    }
    for (const attribute of attributes) this.#addAttribute(own, attribute);
  }

  close(): void {
    const own = this.#open.at(-1);
    if (own?.isTransparent !== true) this.#endRun();
    if (this.#narrative > 0 && own !== undefined) {
      this.#narrative -= 1;
      this.#tables.close(own.name);
    }
    this.#open.pop();
  }

  text(stretch: Stretch): void {
    // A section on lines of its own is a value of its own.
    if (this.#narrative === 0 && this.#run.at(-1)?.isCdata === true && this.#isBlank(stretch)) {
      this.#endRun();
    }
    const last = this.#run.at(-1);
    // The tokenizer may part a text where an ampersand stands.
    if (last?.end === stretch.start && !last.isCdata) {
      this.#run[this.#run.length - 1] = { ...last, end: stretch.end };
    } else this.#run.push({ ...stretch, isCdata: false });
  }

  cdata(stretch: Stretch): void {
    // One that follows a text, or another section, goes on with it: `]]>` cannot be written otherwise.
    if (this.#narrative === 0 && this.#run.every((piece) => this.#isBlank(piece))) this.#endRun();
    this.#run.push({ ...stretch, isCdata: true });
  }

  #isBlank({ start, end }: Stretch): boolean {
    return this.#place.source.text.slice(start, end).trim() === '';
  }

  aside({ start, end }: Stretch): void {
    const { source } = this.#place;
    const path = `${this.#pathOf(this.#open.at(-1))}/comment`;
    const slot: Slot = {
      source,
      // Neither mark may stand in what they enclose.
      write: (changed) => ({
        start,
        end,
        text: changed.replace(/-(?=-)|-$/g, '- ').replaceAll('?>', '? >'),
      }),
      locate: (from, to) => [start + from, start + to],
    };
    this.#add(path, source.text.slice(start, end), slot, undefined, undefined);
  }

  #endRun(): void {
    const run = this.#run;
    if (run.length === 0) return;
    this.#run = [];
    const { source } = this.#place;
    const own = this.#open.at(-1);
    const parts = run.map(({ start, end, isCdata }) => {
      const raw = source.text.slice(start, end);
      return isCdata ? { text: raw, locate: undefined } : decodeXml(raw);
    });
    const text = parts.map((part) => part.text).join('');
    if (text.trim() === '') return;
    const cell = [...this.#open].reverse().find(({ name }) => !isInline(name))?.name ?? '';
    const heading = this.#narrative > 0 ? this.#tables.hintOf(cell, text) : undefined;
    const hint = heading ?? (this.#narrative > 0 ? undefined : own?.name);
    const field = this.#narrative > 0 ? undefined : fieldOf(own?.address);
    const slot: Slot = {
      source,
      write: (changed) => rewriteRun(source.text, run, changed),
      locate: (from, to) => {
        let before = 0;
        let first: number | undefined;
        for (const [at, part] of parts.entries()) {
          const piece = run[at];
          const after = before + part.text.length;
          if (piece === undefined) break;
          const own = (low: number, high: number): readonly [number, number] =>
            part.locate?.(low, high) ?? [low, high];
          if (first === undefined && from < after)
            first = piece.start + own(from - before, from - before + 1)[0];
          if (to <= after)
            return [
              first ?? piece.end,
              piece.start + own(Math.max(0, to - before - 1), to - before)[1],
            ];
          before = after;
        }
        return [first ?? 0, run.at(-1)?.end ?? 0];
      },
    };
    this.#add(this.#pathOf(own), text, slot, hint, field);
  }

  #addAttribute(own: Open, { name, start, end }: XmlAttribute): void {
    const { source } = this.#place;
    const local = localName(name);
    const { text, locate } = decodeXml(source.text.slice(start, end));
    const slot: Slot = {
      source,
      write: (changed) => ({ start, end, text: encodeXml(changed) }),
      locate: (from, to) => {
        const [low, high] = locate(from, to);
        return [start + low, start + high];
      },
    };
    // Only what is written as one: anything may stand there.
    const isNamespace =
      /^(?:xmlns(?::.*)?|xsi:\w*[sS]chemaLocation)$/.test(name) && NAMESPACE.test(text);
    const field = isNamespace ? 'xml:namespace' : fieldOf(own.address, local);
    const hint = VALUE_ATTRIBUTE.test(local) ? own.name : local;
    this.#add(`${this.#pathOf(own)}/@${local}`, text, slot, hint, field);
  }

  #pathOf(own: Open | undefined): string {
    return `${this.#place.path}${own?.path ?? ''}`;
  }

  #add(
    path: string,
    text: string,
    slot: Slot,
    hint: string | undefined,
    field: string | undefined,
  ): void {
    const { builder, limits, embedding, depth } = this.#place;
    this.#addText({ builder, limits, embedding, depth, path, hint, field, slot }, text);
  }
}

/** Texts for people: the narrative of a section (CDA R2), that of a resource (FHIR), a page in a document. */
function isNarrative({ name, address }: Open, parent: Open | undefined): boolean {
  if (name === 'div') return true;
  return name === 'text' && address?.standard === 'cda' && parent?.name === 'section';
}

/** The whole of a run goes where its first piece stood; the tags in it stay, in their order. */
function rewriteRun(
  text: string,
  run: readonly Piece[],
  changed: string,
): { start: number; end: number; text: string } {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return { start: 0, end: 0, text: '' };
  let written = first.isCdata ? changed.replaceAll(']]>', ']] >') : encodeXml(changed);
  for (const [at, { start }] of run.entries()) {
    if (at > 0) written += text.slice(run[at - 1]?.end ?? start, start);
  }
  return { start: first.start, end: last.end, text: written };
}
