import { BY_FIELD_SCORE, type Readings } from '../by-field/reading.ts';
import type { Segment } from '../document.ts';
import { FhirTree, type Element } from './elements.ts';
import {
  addressMeaning,
  contactPointMeaning,
  identifierMeaningOf,
  nameMeaning,
  referenceMeaning,
} from './data-types.ts';
import { elementMeaning } from './element-rules.ts';
import { isCareResource } from './resources.ts';

const NAME = 'fhir-element';

/**
 * Reads FHIR resources (R4, and R5 where the names are the same) by resource and element: first by the data type that
 * an element has (HumanName, Address, ContactPoint, Identifier, Reference), then by the element's own name.
 */
export function readFhirElements(segments: readonly Segment[], readings: Readings): void {
  const tree = new FhirTree(segments);
  if (tree.isEmpty) return;
  for (const element of tree.elements()) {
    const { index, text, name } = element;
    const told =
      nameMeaning(element, tree) ??
      contactPointMeaning(element, tree) ??
      addressMeaning(element, tree) ??
      identifierMeaningOf(element, tree) ??
      referenceMeaning(element, tree) ??
      elementMeaning(element, tree);
    const isCare = name === 'resourceType' && isCareResource(text);
    readings.set(index, { standard: NAME, score: BY_FIELD_SCORE, ...told, isCare });
  }
}

export type { Element };
