import { pathName } from '../path.ts';
import type { XmlAttribute } from './read-xml.ts';

const FHIR = 'http://hl7.org/fhir';
const CDA = 'urn:hl7-org:v3';

/** An open element. */
export interface Open {
  /** Name without prefix. */
  readonly name: string;
  readonly path: string;
  /** Its address in the standard of the document; undefined in a document of no standard that is known. */
  readonly address: Address | undefined;
  readonly counts: Map<string, number>;
}

/** Where an element stands in a standard. */
export interface Address {
  readonly standard: 'cda' | 'fhir';
  /** FHIR: type of the resource, and the pointer to it. */
  readonly resource: string;
  readonly root: string;
  /** Pointer from there. */
  readonly rest: string;
}

/** `hl7:name` is `name`: prefixes are the sender's choice. */
export function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The place of an element below another. `position` stands in for a name that may itself identify somebody. */
export function placeBelow(
  parent: Open | undefined,
  prefixed: string,
  attributes: readonly XmlAttribute[],
  namespaceOf: (attribute: XmlAttribute) => string,
  position: number,
): Open {
  const name = localName(prefixed);
  const count = (parent?.counts.get(name) ?? 0) + 1;
  parent?.counts.set(name, count);
  const shown = pathName(name, position);
  const path = `${parent?.path ?? ''}/${shown}${count === 1 ? '' : `[${String(count)}]`}`;
  const address =
    parent === undefined
      ? addressOfRoot(name, prefixed, attributes, namespaceOf)
      : addressBelow(parent, name, count - 1);
  return { name, path, address, counts: new Map() };
}

function addressOfRoot(
  name: string,
  prefixed: string,
  attributes: readonly XmlAttribute[],
  namespaceOf: (attribute: XmlAttribute) => string,
): Address | undefined {
  const prefix = prefixed.slice(0, Math.max(0, prefixed.length - name.length - 1));
  const own = attributes.find(
    (attribute) => attribute.name === (prefix === '' ? 'xmlns' : `xmlns:${prefix}`),
  );
  const namespace = own === undefined ? '' : namespaceOf(own);
  if (namespace === FHIR) return { standard: 'fhir', resource: name, root: '', rest: '' };
  if (namespace === CDA || name === 'ClinicalDocument') {
    return { standard: 'cda', resource: '', root: '', rest: `/${name}` };
  }
  return undefined;
}

function addressBelow(parent: Open, name: string, index: number): Address | undefined {
  const { address } = parent;
  if (address === undefined) return undefined;
  if (address.standard === 'cda') {
    return { ...address, rest: `${address.rest}/${name}/${String(index)}` };
  }
  // A resource in a resource has an element of its own around it.
  if (/^[A-Z]/.test(name)) {
    return { standard: 'fhir', resource: name, root: `${address.root}${address.rest}`, rest: '' };
  }
  return { ...address, rest: `${address.rest}/${name}/${String(index)}` };
}

/** The address of a value as `Segment.field` has it. */
export function fieldOf(address: Address | undefined, attribute?: string): string | undefined {
  if (address === undefined) return undefined;
  const { standard, resource, root, rest } = address;
  if (standard === 'cda') return `cda:${rest}${attribute === undefined ? '' : `/@${attribute}`}`;
  // FHIR in XML: the value of an element is its attribute of that name.
  const below = attribute === undefined || attribute === 'value' ? '' : `/${attribute}`;
  return `fhir:${resource}#${root}#${rest}${below}`;
}
