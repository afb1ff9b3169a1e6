import { DEFAULT_PARSE_LIMITS } from '../../parse/parsed.ts';
import { localName } from '../../parse/xml/place.ts';
import {
  readXml,
  XML_DECLARATION,
  type Stretch,
  type XmlAttribute,
  type XmlEvents,
} from '../../parse/xml/read-xml.ts';
import { below, isAllKept, isKept, type Place } from './field-paths.ts';
import type { KeptText } from './kept-text.ts';

const CDATA = { before: '<![CDATA['.length, after: ']]>'.length };

/**
 * Writes what is listed of an XML document. A path leads through elements by their names without prefix, each one of
 * that name or the one that `[2]` counts, and ends at an element, whose own text is meant, or at an attribute (`@id`).
 * An element of which nothing is listed is left out, the outermost one stays. Elements that stay keep the namespaces
 * that they declare; white space between them, comments and instructions go.
 *
 * @param isDecoded whether the text was read in the character set that it declares
 * @returns false where the text is no XML; what was written then is not to be used
 */
export function selectXml(text: string, listed: Place, out: KeptText, isDecoded: boolean): boolean {
  const [whole = '', words = ''] = /^\s{0,20}<\?(xml\s[^>]{0,200}?)\?>/.exec(text) ?? [];
  if (XML_DECLARATION.test(words)) out.write(whole);
  const walk = new Selection(listed, out);
  return readXml(text, DEFAULT_PARSE_LIMITS, 0, walk, isDecoded) === undefined;
}

interface Open {
  readonly name: string;
  readonly place: Place;
  readonly start: number;
  readonly attributes: readonly XmlAttribute[];
  readonly isAll: boolean;
  /** How many elements of each name stand in it so far. */
  readonly counts: Map<string, number>;
}

class Selection implements XmlEvents {
  readonly #listed: Place;
  readonly #out: KeptText;
  readonly #open: Open[] = [];
  readonly #rootCounts = new Map<string, number>();
  /** The open elements whose tags are written; they come first. */
  #written = 0;
  /** How many open elements stand in one that is kept as it is, itself included. */
  #inside = 0;

  constructor(listed: Place, out: KeptText) {
    this.#listed = listed;
    this.#out = out;
  }

  open(name: string, attributes: readonly XmlAttribute[], start: number): void {
    if (this.#inside > 0) {
      this.#inside += 1;
      return;
    }
    const parent = this.#open.at(-1);
    const local = localName(name);
    const counts = parent?.counts ?? this.#rootCounts;
    const count = (counts.get(local) ?? 0) + 1;
    counts.set(local, count);
    const place = below(parent?.place ?? this.#listed, local, `${local}[${String(count)}]`);
    const isAll = isAllKept(place);
    const kept = attributes.filter(
      (attribute) => isNamespace(attribute) || isKept(attributePlace(place, attribute)),
    );
    if (isAll) {
      this.#writeTags();
      this.#inside = 1;
    }
    this.#open.push({ name, place, start, attributes: kept, isAll, counts: new Map() });
    if (isAll) return;
    const hasValue = isKept(place) || kept.some((attribute) => !isNamespace(attribute));
    if (hasValue || parent === undefined) this.#writeTags();
  }

  close(end: number): void {
    if (this.#inside > 1) {
      this.#inside -= 1;
      return;
    }
    const own = this.#open.pop();
    if (own === undefined) return;
    if (own.isAll) {
      this.#inside = 0;
      this.#out.keep(own.start, end);
    } else if (this.#written > this.#open.length) {
      this.#out.write(`</${own.name}>`);
      this.#written = this.#open.length;
    }
  }

  text({ start, end }: Stretch): void {
    if (this.#isText()) this.#out.keep(start, end);
  }

  cdata({ start, end }: Stretch): void {
    if (this.#isText()) this.#out.keep(start - CDATA.before, end + CDATA.after);
  }

  aside(): void {
    // A comment is no field.
  }

  #isText(): boolean {
    const own = this.#open.at(-1);
    return this.#inside === 0 && own !== undefined && isKept(own.place);
  }

  /** The tags of all open elements that are not written yet. */
  #writeTags(): void {
    for (; this.#written < this.#open.length; this.#written++) {
      const own = this.#open[this.#written];
      if (own === undefined) return;
      this.#out.write(`<${own.name}`);
      for (const { name, start, end } of own.attributes) {
        this.#out.write(` ${name}=`);
        // With its quotes.
        this.#out.keep(start - 1, end + 1);
      }
      this.#out.write('>');
    }
  }
}

function attributePlace(place: Place, { name }: XmlAttribute): Place {
  return below(place, `@${localName(name)}`);
}

function isNamespace({ name }: XmlAttribute): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}
