import * as z from 'zod';

/**
 * Whom a sender says that a message is about: by the random key, or by something that one person has, as it was
 * written. Who that is, the clinical side alone can tell.
 */
export interface Subject {
  readonly kind: 'person' | 'record' | 'email' | 'phone';
  readonly value: string;
}

/** Headers in which any API's clients say it, beside what the API has of its own. They go no further. */
export const SUBJECT_HEADERS: readonly string[] = ['cordon-about', 'x-cordon-about'];

const PERSON_KEY = /^prs_[0-9a-z]{26}$/;
const named = z.string().trim().min(1).max(512);
const personKey = z.string().regex(PERSON_KEY, 'is not the key of a person');

/** As Cordon's own API takes it: `"prs_..."`, `{"record": "MRN 5518820"}`, `{"email": ...}`, `{"phone": ...}`. */
export const subjectInput = z.union(
  [
    personKey.transform((value): Subject => ({ kind: 'person', value })),
    z
      .strictObject({ record: named })
      .transform(({ record }): Subject => ({ kind: 'record', value: record })),
    z
      .strictObject({ email: named })
      .transform(({ email }): Subject => ({ kind: 'email', value: email })),
    z
      .strictObject({ phone: named })
      .transform(({ phone }): Subject => ({ kind: 'phone', value: phone })),
  ],
  { error: 'is none of "prs_...", {"record": NUMBER}, {"email": ADDRESS} and {"phone": NUMBER}' },
);

/** The same in the words of a header: `prs_...`, `record:5518820`, `email:ADDRESS`, `phone:NUMBER`. */
export const subjectText = z.string().transform((text, context): Subject => {
  const subject = readSubject(text);
  if (subject === undefined) context.addIssue({ code: 'custom', message: NOT_A_SUBJECT });
  return subject ?? z.NEVER;
});

export const NOT_A_SUBJECT = 'is none of prs_..., record:NUMBER, email:ADDRESS and phone:NUMBER';

export function readSubject(text: string): Subject | undefined {
  const written = text.trim();
  if (PERSON_KEY.test(written)) return { kind: 'person', value: written };
  const [, kind, value] = /^(record|email|phone):\s{0,9}(\S.{0,511})$/i.exec(written) ?? [];
  if (kind === undefined || value === undefined) return undefined;
  return { kind: kind.toLowerCase() as Subject['kind'], value };
}
