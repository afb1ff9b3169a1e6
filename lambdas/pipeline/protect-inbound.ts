import type { DeliveryBody } from '../core/message/delivery.ts';
import type { InboundMessage } from '../core/message/inbound-message.ts';
import { randomId } from '../core/message/ids.ts';
import { deliveredType } from '../core/parse/delivered-type.ts';
import { deidentifyWhole } from '../core/protect/deidentify-whole.ts';
import { createTokenMaker } from '../core/protect/tokens.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import type { RandomSource } from '../ports/clock.ts';
import type { TokenSet } from '../ports/token-vault.ts';
import { InboundWorkError } from './inbound-dependencies.ts';
import type { Copy } from './select-copy.ts';

/** What a decision lets through: nothing, the sealed original by reference, or clear sanitized bytes. */
export interface ProtectedPayload {
  readonly body?: DeliveryBody;
  /** What the tokens in the body stand for, to be sealed. */
  readonly tokens?: TokenSet;
}

/**
 * The copy of a destination with tokens where identifiers were, or undefined where something would still be found in
 * it: what was read cannot be de-identified then, whatever it looked like.
 */
export function deidentifyCopy(
  { entityId }: InboundMessage,
  copy: Copy | undefined,
  random: RandomSource,
): Required<ProtectedPayload> | undefined {
  if (copy?.reading.read === undefined) return undefined;
  const setId = randomId(random);
  const clean = cleanOf(copy.reading.read, copy.careContext, createTokenMaker(setId));
  if (clean === undefined) return undefined;
  const { bytes, contentType, tokens } = clean;
  return {
    body: { kind: 'clear', bytes, contentType },
    tokens: { setId, lane: 'clinical', entityId, tokens },
  };
}

/** What fails has looked at nothing, and is held like what is not clean. */
function cleanOf(...from: Parameters<typeof deidentifyWhole>): ReturnType<typeof deidentifyWhole> {
  try {
    return deidentifyWhole(...from);
  } catch {
    // The error's message may quote the payload, so it goes nowhere.
    return undefined;
  }
}

/**
 * The protect step, for one decision. Pure but for the random tokens. Clear bytes get the media type of
 * the format they were read as: the header they came with is unsigned text that nobody scanned.
 *
 * @param copy what the destination would get; absent when there is no way to make it
 * @param deidentified the same without identifiers, where it was made to decide
 */
export function protectInbound(
  message: InboundMessage,
  copy: Copy | undefined,
  decision: DecisionRecord,
  random: RandomSource,
  deidentified?: Required<ProtectedPayload>,
): ProtectedPayload {
  const disposition = enacted(decision);
  switch (disposition) {
    case 'deidentified': {
      const clean = deidentified ?? deidentifyCopy(message, copy, random);
      if (clean === undefined) throw new InboundWorkError('the payload cannot be de-identified');
      return clean;
    }
    case 'as_is':
    case 'encrypted':
      if (copy === undefined) {
        throw new InboundWorkError('nothing can be selected from the payload');
      }
      if (decision.lane === 'clinical') return { body: clinicalBody(message, copy) };
      if (disposition === 'encrypted') {
        throw new InboundWorkError('the marketing lane gets only clean or de-identified payloads');
      }
      return { body: clearBody(copy) };
    case 'portal':
    case 'quarantine':
    case 'block':
      return {};
  }
}

/** Sealed as it came, and cut once it is open; what has nothing of the payload but its type needs no seal. */
function clinicalBody(message: InboundMessage, copy: Copy): DeliveryBody {
  const { fields } = copy;
  if (fields?.mode === 'minimal') return clearBody(copy);
  return { kind: 'sealed', recordId: message.key, ...(fields === undefined ? {} : { fields }) };
}

function clearBody({ bytes, reading }: Copy): DeliveryBody {
  if (reading.read === undefined) {
    throw new InboundWorkError('the marketing lane gets nothing that could not be read');
  }
  return { kind: 'clear', bytes, contentType: deliveredType(reading.read.payload, bytes) };
}
