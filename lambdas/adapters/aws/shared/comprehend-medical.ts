import {
  DetectPHICommand,
  type ComprehendMedicalClient,
  type Entity,
} from '@aws-sdk/client-comprehendmedical';
import { chunkText, type Chunk } from '../../../core/scan/chunk-text.ts';
import type { IdentifierLabel } from '../../../core/scan/labels.ts';
import type {
  Opinion,
  OpinionFailure,
  OpinionSpan,
  SecondOpinion,
} from '../../../ports/second-opinion.ts';

/** "Each string must contain fewer than 20,000 bytes" (DetectPHI, Amazon Comprehend Medical API reference). */
const MAX_BYTES = 19_999;
/** What a text may cost: five requests. */
const MAX_CHUNKS = 5;
/** Milliseconds for all requests of one text together, retries included. */
const DEADLINE = 5_000;

/** PROFESSION is none of the identifiers of 45 CFR 164.514(b)(2)(i). AGE: see `labelOf`. */
const LABELS: Readonly<Record<string, IdentifierLabel | undefined>> = {
  NAME: 'NAME',
  ADDRESS: 'GEO',
  DATE: 'DATE',
  EMAIL: 'EMAIL',
  ID: 'OTHER_ID',
  PHONE_OR_FAX: 'PHONE',
  URL: 'URL',
};
const NO_IDENTIFIER: ReadonlySet<string> = new Set(['PROFESSION']);

export interface ComprehendMedicalOptions {
  readonly comprehendMedical: ComprehendMedicalClient;
  /** Milliseconds for one text; 5000 by default. */
  readonly deadline?: number;
}

/**
 * Amazon Comprehend Medical's DetectPHI as a second opinion. It is HIPAA eligible, reads English only, and sees the
 * text in clear. Its errors end here: their messages may quote the text.
 */
export function createComprehendMedical({
  comprehendMedical,
  deadline = DEADLINE,
}: ComprehendMedicalOptions): SecondOpinion {
  return {
    name: 'comprehend-medical',
    async ask(text) {
      if (text.trim() === '') return { spans: [] };
      const all = chunkText(text, MAX_BYTES);
      const asked = all.slice(0, MAX_CHUNKS).filter(({ text: part }) => part.trim() !== '');
      const abortSignal = AbortSignal.timeout(deadline);
      const answers = await Promise.all(
        asked.map((chunk) => askOne(comprehendMedical, chunk, abortSignal)),
      );
      const failure =
        answers.find((answer) => answer.failure !== undefined)?.failure ??
        (all.length > MAX_CHUNKS ? 'too_long' : undefined);
      const spans = answers.flatMap((answer) => answer.spans);
      return failure === undefined ? { spans } : { spans, failure };
    },
  };
}

async function askOne(
  client: ComprehendMedicalClient,
  chunk: Chunk,
  abortSignal: AbortSignal,
): Promise<Opinion> {
  try {
    const command = new DetectPHICommand({ Text: chunk.text });
    const { Entities, PaginationToken } = await client.send(command, { abortSignal });
    if (!Array.isArray(Entities)) return { spans: [], failure: 'bad_answer' };
    const { spans, failure } = spansOf(chunk, Entities);
    // The operation takes no token, so there is no way to ask for what is left.
    const isWhole = PaginationToken === undefined || PaginationToken === '';
    const problem = failure ?? (isWhole ? undefined : 'bad_answer');
    return problem === undefined ? { spans } : { spans, failure: problem };
  } catch (error) {
    return { spans: [], failure: whyFailed(error, abortSignal) };
  }
}

function whyFailed(error: unknown, abortSignal: AbortSignal): OpinionFailure {
  if (abortSignal.aborted) return 'timed_out';
  return error instanceof Error && error.name === 'TimeoutError' ? 'timed_out' : 'unavailable';
}

/** Offsets count code points. What does not stand where it is said to stand is no answer to this text. */
function spansOf({ start, text }: Chunk, entities: readonly Entity[]): Opinion {
  const unit = unitsOf(text);
  const spans: OpinionSpan[] = [];
  let failure: OpinionFailure | undefined;
  for (const { BeginOffset, EndOffset, Score, Text, Type } of entities) {
    const from = unit(BeginOffset);
    const to = unit(EndOffset);
    if (from === undefined || to === undefined || from >= to || !isScore(Score) || !Type) {
      failure = 'bad_answer';
      continue;
    }
    const value = text.slice(from, to);
    if (Text !== undefined && Text !== value) {
      failure = 'bad_answer';
      continue;
    }
    const label = labelOf(Type, value);
    if (label !== undefined) {
      spans.push({ label, start: start + from, end: start + to, score: Score });
    }
  }
  return failure === undefined ? { spans } : { spans, failure };
}

/** A type that is not known yet is some identifier: nothing it finds is left out for its name. */
function labelOf(type: string, value: string): IdentifierLabel | undefined {
  if (type === 'AGE') {
    const years = Number(/\d{1,3}/.exec(value)?.[0] ?? 0);
    return years > 89 || /ninet|hundred/i.test(value) ? 'AGE90' : undefined;
  }
  if (NO_IDENTIFIER.has(type)) return undefined;
  return LABELS[type] ?? 'OTHER_ID';
}

function isScore(score: number | undefined): score is number {
  return score !== undefined && score >= 0 && score <= 1;
}

/** From an offset in code points to one in UTF-16 code units; undefined outside the text. */
function unitsOf(text: string): (offset: number | undefined) => number | undefined {
  const units: number[] = [];
  let at = 0;
  for (const character of text) {
    units.push(at);
    at += character.length;
  }
  units.push(at);
  return (offset) => (offset === undefined ? undefined : units[offset]);
}
