import { parsePayload } from '../core/parse/parse.ts';
import { selectFields } from '../core/protect/fields/select-fields.ts';
import { CLOSED_TYPE, openBody } from '../core/send/body-key.ts';
import { STORED_MESSAGE_TYPE } from '../core/send/stored-message.ts';
import type { Selection } from '../core/registry/fields-rule.ts';
import type { BodyReader, ReadableBody } from '../ports/body-reader.ts';
import { VaultIntegrityError, type VaultReader } from '../ports/vault-reader.ts';

/** Bodies of the clinical lane: opened from the vault just before they are delivered. */
export function sealedBodies(vault: VaultReader): BodyReader {
  return {
    async read({ body, entityId, route, messageId }) {
      if (body.kind === 'clear') return body;
      const purpose = route.kind === 'webhook' ? 'webhook' : 'message';
      try {
        const envelope = await vault.open({ lane: 'clinical', entityId, purpose }, body.recordId);
        if (envelope === undefined) return undefined;
        const { body: bytes, contentType } = envelope;
        if (contentType === CLOSED_TYPE)
          return body.kind === 'closed' ? open(bytes, body.key) : undefined;
        const whole = { bytes, contentType };
        if (body.kind === 'closed') return whole;
        return body.fields === undefined ? whole : cut(whole, body.fields, messageId);
      } catch (error) {
        // Altered: no attempt will ever deliver it. Whoever looks at the dead delivery must know.
        if (error instanceof VaultIntegrityError) return undefined;
        throw error;
      }
    },
  };
}

function open(closed: Uint8Array, key: string | undefined): ReadableBody | undefined {
  const bytes = key === undefined ? undefined : openBody(closed, key, 'message');
  return bytes && { bytes, contentType: STORED_MESSAGE_TYPE };
}

/** Undefined where there is no way to cut it: it was decided upon as cut, and is not delivered whole. */
function cut(
  { bytes, contentType }: ReadableBody,
  fields: Selection,
  messageId: string,
): ReadableBody | undefined {
  const parsed = parsePayload(bytes, contentType);
  const { format, charset } = parsed.kind === 'parsed' ? parsed.payload : {};
  const told = charset === undefined ? {} : { charset };
  const from = { bytes, contentType, format, ...told, messageId };
  const selected = selectFields(from, fields);
  return selected.kind === 'selected' ? selected : undefined;
}
