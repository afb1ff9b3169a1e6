import type { Replacement } from '../parse/parsed.ts';
import type { Segment } from '../scan/document.ts';
import { countFindings, type Finding, type FindingCounts } from '../scan/finding.ts';
import { isIdentifierLabel, type IdentifierLabel } from '../scan/labels.ts';
import {
  transformFor,
  type ProfileName,
  type TransformChoice,
  type TransformName,
} from './profiles.ts';
import type { DocumentSurrogates, SurrogateSource } from './surrogates/surrogates.ts';
import type { TokenMaker } from './tokens.ts';
import { age90 } from './transforms/age90.ts';
import { mask } from './transforms/mask.ts';
import { redact } from './transforms/redact.ts';
import { surrogateTransform } from './transforms/surrogate.ts';
import { tokenTransform } from './transforms/token.ts';
import type { Transform } from './transforms/transform.ts';
import { yearTransform } from './transforms/year.ts';
import { zip3 } from './transforms/zip3.ts';
import { unicode } from '../scan/unicode.ts';

export interface DeidentifyRules {
  readonly profile: ProfileName;
  /** For single labels: instead of what the profile says. */
  readonly choice?: TransformChoice;
  /** The source by its nature means care (45 CFR 160.103): more is then an identifier. */
  readonly careContext: boolean;
  /** The year in which the output is made: from it follows which years may show an age over 89. */
  readonly thisYear: number;
  /** For this payload alone, so that tokens cannot be joined with those of another. */
  readonly makeToken: TokenMaker;
  /** Shared by the payloads of a run, so that the same value gets the same surrogate in all. */
  readonly surrogates: SurrogateSource;
}

export type IdentifierFinding = Finding & { readonly label: IdentifierLabel };

/** Chooses what stands in place of each value of one payload, over all passes. */
export class Replacer {
  readonly #rules: DeidentifyRules;
  readonly #token: Transform;
  readonly #year: Transform;
  readonly #replaced: Finding[] = [];
  /** Words of the surrogates that were put in. */
  readonly #invented = new Set<string>();
  /** Names of fields that were masked, with their numbers. */
  readonly #keys = new Map<string, string>();
  readonly #keysOfLabel = new Map<IdentifierLabel, number>();
  #surrogates: DocumentSurrogates | undefined;

  constructor(rules: DeidentifyRules) {
    this.#rules = rules;
    this.#token = tokenTransform(rules.makeToken);
    this.#year = yearTransform(rules.thisYear);
  }

  /** The identifiers that are still to be replaced. */
  leftIn(segments: readonly Segment[], findings: readonly Finding[]): IdentifierFinding[] {
    const { profile, choice } = this.#rules;
    return findings.filter((finding): finding is IdentifierFinding => {
      if (!isIdentifierLabel(finding.label)) return false;
      if (this.#invented.size === 0) return true;
      if (transformFor(finding.label, profile, choice) === 'surrogate') return false;
      const value = segments[finding.segment]?.text.slice(finding.start, finding.end) ?? '';
      return !wordsOf(value).some((word) => this.#invented.has(word));
    });
  }

  replacements(
    segments: readonly Segment[],
    left: readonly IdentifierFinding[],
    maskAll: boolean,
  ): Replacement[] {
    const values = left.map(
      ({ segment, start, end }) => segments[segment]?.text.slice(start, end) ?? '',
    );
    this.#surrogates ??= this.#rules.surrogates.forDocument(values);
    return left.map((finding, index) => {
      const { label, segment, start, end } = finding;
      const found = { label, value: values[index] ?? '' };
      const { profile, choice } = this.#rules;
      const name = maskAll ? 'mask' : transformFor(label, profile, choice);
      this.#replaced.push(finding);
      const isKey = segments[segment]?.role === 'key';
      const keyed = isKey && name !== 'token' && name !== 'surrogate';
      const text = keyed ? this.#key(label, found.value) : this.#transform(name)(found);
      if (name === 'surrogate') for (const word of wordsOf(text ?? '')) this.#invented.add(word);
      return { segment, start, end, text: text ?? mask(found) };
    });
  }

  counts(): FindingCounts {
    return countFindings(this.#replaced);
  }

  #transform(name: TransformName): Transform {
    switch (name) {
      case 'redact':
        return redact;
      case 'mask':
        return mask;
      case 'token':
        return this.#token;
      case 'year':
        return this.#year;
      case 'age90':
        return age90;
      case 'zip3':
        return zip3;
      case 'surrogate':
        return surrogateTransform(this.#surrogates ?? this.#rules.surrogates.forDocument([]));
    }
  }

  /** Fields keep names that differ: `[EMAIL]`, `[EMAIL_2]`. Two of one name would be one to most readers. */
  #key(label: IdentifierLabel, value: string): string {
    const id = `${label} ${value}`;
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const number = (this.#keysOfLabel.get(label) ?? 0) + 1;
    this.#keysOfLabel.set(label, number);
    const name = number === 1 ? mask({ label, value }) : `[${label}_${String(number)}]`;
    this.#keys.set(id, name);
    return name;
  }
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(unicode('[^\\p{L}\\p{N}]+'))
    .filter((word) => word.length > 1);
}
