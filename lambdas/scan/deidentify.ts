import { randomId } from '../core/message/ids.ts';
import { deidentifyPayload } from '../core/protect/deidentify-payload.ts';
import type { RefusedReason } from '../core/protect/replace-all.ts';
import { suits, type ProfileName, type TransformChoice } from '../core/protect/profiles.ts';
import { seededNumbers } from '../core/protect/surrogates/random-numbers.ts';
import { Surrogates, type SurrogateSource } from '../core/protect/surrogates/surrogates.ts';
import { createTokenMaker } from '../core/protect/tokens.ts';
import { countFindings, type FindingCounts } from '../core/scan/finding.ts';
import { IDENTIFIER_LABELS } from '../core/scan/labels.ts';
import type { PhiClass } from '../core/vocabulary.ts';
import type { InputFacts } from './types.ts';

export interface DeidentifyOptions extends InputFacts {
  /** `safe-harbor` by default: years, 90+ and three digits of ZIP codes stay, all else is masked. */
  readonly profile?: ProfileName;
  /** For single labels: instead of what the profile says. */
  readonly labels?: TransformChoice;
  /** The surrogates of a run, so that the same value gets the same one in all its inputs. */
  readonly surrogates?: SurrogateRun;
  /** The year in which the output is made, which says who may be over 89 by now; by the clock if absent. */
  readonly thisYear?: number;
}

/** Made by `createSurrogates`. */
export type SurrogateRun = SurrogateSource;

export type DeidentifyOutcome<Output> =
  | {
      readonly kind: 'deidentified';
      /** Of the same format as the input, and text for text, bytes for bytes. */
      readonly output: Output;
      readonly format: string;
      /** What the input was. */
      readonly class: PhiClass;
      /** How many of each label the input held, health information included. */
      readonly found: FindingCounts;
      /** How many of each label were replaced. */
      readonly replaced: FindingCounts;
    }
  | {
      readonly kind: 'refused';
      /** `scanner_error`: a defect; the others say what about the input could not be read or cleaned. */
      readonly reason: RefusedReason | 'scanner_error';
    };

/** A transform was chosen for a label whose values it has no form for. */
export class TransformChoiceError extends Error {
  override readonly name = 'TransformChoiceError';
}

/**
 * Invented values that are consistent throughout a run. With the same seed the same inputs, in the same order, get
 * the same surrogates; without one they are different every time.
 */
export function createSurrogates(seed?: string): SurrogateRun {
  return new Surrogates(seededNumbers(seed ?? randomBytes(16).toString('hex')));
}

/**
 * Replaces the identifiers of an input, 45 CFR 164.514(b)(2), and scans what comes out until nothing is found in
 * it (but for surrogates, which look like what they stand for). Never throws on content: what cannot be read in
 * full, or not be cleaned, is refused and has no output.
 *
 * @throws TransformChoiceError for a choice such as `{ NAME: 'year' }`
 */
export function deidentify(input: string, options?: DeidentifyOptions): DeidentifyOutcome<string>;
export function deidentify(
  input: Uint8Array,
  options?: DeidentifyOptions,
): DeidentifyOutcome<Uint8Array>;
export function deidentify(
  input: string | Uint8Array,
  options: DeidentifyOptions = {},
): DeidentifyOutcome<string | Uint8Array> {
  const { profile = 'safe-harbor', labels = {}, contentType = 'text/plain' } = options;
  for (const label of IDENTIFIER_LABELS) {
    const chosen = labels[label];
    if (chosen !== undefined && !suits(chosen, label)) {
      throw new TransformChoiceError(`the transform ${chosen} has no form for ${label}`);
    }
  }
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  try {
    const result = deidentifyPayload(bytes, contentType, {
      profile,
      choice: labels,
      careContext: options.sourceIsCare === true,
      thisYear: options.thisYear ?? new Date().getUTCFullYear(),
      makeToken: createTokenMaker(randomId({ bytes: (count) => randomBytes(count) })),
      surrogates: options.surrogates ?? createSurrogates(),
    });
    if (result.kind === 'refused') return result;
    const { format, report, replaced } = result;
    return {
      kind: 'deidentified',
      output: typeof input === 'string' ? decoder.decode(result.bytes) : result.bytes,
      format,
      class: report.classification,
      found: countFindings(report.findings),
      replaced,
    };
  } catch {
    // Its message may quote the input.
    return { kind: 'refused', reason: 'scanner_error' };
  }
}

/** That of the platform: `node:crypto` takes longer to load than it takes to scan a letter. */
function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)));
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
