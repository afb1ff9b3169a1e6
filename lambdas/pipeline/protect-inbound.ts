import type { DeliveryBody } from '../core/message/delivery.ts';
import type { InboundMessage } from '../core/message/inbound-message.ts';
import { randomId } from '../core/message/ids.ts';
import { mediaTypeOfFormat } from '../core/parse/media-type.ts';
import { deidentify } from '../core/protect/deidentify.ts';
import { createTokenMaker } from '../core/protect/tokens.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import type { RandomSource } from '../ports/clock.ts';
import type { TokenSet } from '../ports/token-vault.ts';
import { InboundWorkError } from './inbound-dependencies.ts';
import type { Reading } from './read-payload.ts';

/** What a decision lets through: nothing, the sealed original by reference, or clear sanitized bytes. */
export interface ProtectedPayload {
  readonly body?: DeliveryBody;
  /** What the tokens in the body stand for, to be sealed. */
  readonly tokens?: TokenSet;
}

/**
 * The protect step, for one decision. Pure but for the random tokens. Clear bytes get the media type of
 * the format they were read as: the header they came with is unsigned text that nobody scanned.
 */
export function protectInbound(
  message: InboundMessage,
  body: Uint8Array,
  reading: Reading,
  decision: DecisionRecord,
  random: RandomSource,
): ProtectedPayload {
  const disposition = enacted(decision);
  switch (disposition) {
    case 'deidentified': {
      if (reading.read === undefined) {
        throw new InboundWorkError('the payload cannot be de-identified');
      }
      const { payload, report } = reading.read;
      const setId = randomId(random);
      const { bytes, tokens } = deidentify(payload, report, createTokenMaker(setId));
      return {
        body: { kind: 'clear', bytes, contentType: mediaTypeOfFormat(payload.format) },
        tokens: { setId, lane: 'clinical', entityId: message.entityId, tokens },
      };
    }
    case 'as_is':
    case 'encrypted':
      if (decision.lane === 'clinical') return { body: { kind: 'sealed', recordId: message.key } };
      if (disposition === 'encrypted') {
        throw new InboundWorkError('the marketing lane gets only clean or de-identified payloads');
      }
      if (reading.read === undefined) {
        throw new InboundWorkError('the marketing lane gets nothing that could not be read');
      }
      return {
        body: {
          kind: 'clear',
          bytes: body,
          contentType: mediaTypeOfFormat(reading.read.payload.format),
        },
      };
    case 'portal':
    case 'quarantine':
    case 'block':
      return {};
  }
}
