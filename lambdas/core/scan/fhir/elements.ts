import type { Segment } from '../document.ts';
import { isResourceType } from './resources.ts';

/** One value of a FHIR resource. */
export interface Element {
  /** Index of its segment. */
  readonly index: number;
  readonly text: string;
  /** The type of the resource that holds it. */
  readonly resource: string;
  /** Names from the resource down, without the numbers of repetitions: `name`, `given`. */
  readonly names: readonly string[];
  /** The last of them. */
  readonly name: string;
  /** Name of the element that holds it; empty in the resource itself. */
  readonly parent: string;
  /** Pointer to the object that holds it, with the numbers of repetitions. */
  readonly holder: string;
}

const RESOURCE_TYPE = '/resourceType';
/** Addresses that the XML format gives: type of the resource, pointer to it, pointer from there. */
const ADDRESS = /^fhir:([A-Za-z]{1,64})#([^#]*)#([^#]*)$/;
/** The first of a list is written like an only one: XML does not tell them apart. */
const first = (pointer: string): string => pointer.replace(/\/0(?=\/|$)/g, '');

/** The values of the FHIR resources in a document, and what stands beside each. */
export class FhirTree {
  readonly #texts = new Map<string, string>();
  readonly #resources = new Map<string, string>();
  readonly #values: { readonly index: number; readonly pointer: string; readonly text: string }[] =
    [];

  constructor(segments: readonly Segment[]) {
    segments.forEach(({ role, path, text, field }, index) => {
      if (role === 'key') return;
      const address = field === undefined ? null : ADDRESS.exec(field);
      const [, type = '', root = '', rest = ''] = address ?? [];
      const pointer = address === null ? path : `#${root}${rest}`;
      if (address !== null && isResourceType(type)) this.#resources.set(`#${root}`, type);
      if (pointer.endsWith(RESOURCE_TYPE) && isResourceType(text)) {
        this.#resources.set(pointer.slice(0, -RESOURCE_TYPE.length), text);
      }
      this.#values.push({ index, pointer, text });
    });
    if (this.isEmpty) return;
    for (const { pointer, text } of this.#values) this.#texts.set(first(pointer), text);
  }

  get isEmpty(): boolean {
    return this.#resources.size === 0;
  }

  /** The value of a member beside an element: `beside(element, 'system')`, `'type/coding/0/code'`. */
  beside({ holder }: Element, name: string): string | undefined {
    return this.#texts.get(first(`${holder}/${name}`));
  }

  *elements(): Generator<Element> {
    for (const { index, pointer, text } of this.#values) {
      const root = this.#rootOf(pointer);
      if (root === undefined) continue;
      const steps = pointer.slice(root.length + 1).split('/');
      const names = steps
        .filter((step) => !/^\d+$/.test(step))
        .map((step) => step.replace(/^_/, ''));
      yield {
        index,
        text,
        resource: this.#resources.get(root) ?? '',
        names,
        name: names.at(-1) ?? '',
        parent: names.at(-2) ?? '',
        holder: holderOf(pointer),
      };
    }
  }

  /** The innermost resource that holds a value. */
  #rootOf(pointer: string): string | undefined {
    for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
      const above = pointer.slice(0, end);
      if (this.#resources.has(above)) return above;
      if (end === 0) break;
    }
    return undefined;
  }
}

/** The object around a value: a list of primitives (`given/0`) is no object. */
function holderOf(pointer: string): string {
  const own = pointer.replace(/\/\d+$/, '');
  return own.slice(0, own.lastIndexOf('/'));
}
