import * as z from 'zod';
import { EXCEPTIONS, REMUNERATIONS } from '../decide/facts.ts';
import { isoTime } from './send-time.ts';
import { subjectInput } from './subject.ts';
import { PURPOSES } from '../vocabulary.ts';

/** What a sender says of its message, each where it is known (`EmailMessage`). */
export const declarations = {
  purpose: z.enum(PURPOSES).optional(),
  exception: z.enum(EXCEPTIONS).exclude(['unknown']).optional(),
  remuneration: z.enum(REMUNERATIONS).exclude(['unknown']).optional(),
  about: subjectInput.optional(),
  sendAt: isoTime.optional(),
};
