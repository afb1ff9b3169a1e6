import * as z from 'zod';
import { PURPOSES } from '../vocabulary.ts';

/** What an unsubscribe link stands for, sealed into it: RFC 8058 asks that it need nothing else. */
const schema = z.strictObject({
  v: z.literal(1),
  address: z.string().min(1).max(320),
  purpose: z.enum(PURPOSES),
  entityId: z.string().min(1).max(256),
});

export type UnsubscribeTarget = Omit<z.infer<typeof schema>, 'v'>;

export function packUnsubscribeTarget({
  address,
  purpose,
  entityId,
}: UnsubscribeTarget): Uint8Array {
  return Buffer.from(JSON.stringify({ v: 1, address, purpose, entityId }));
}

/** @returns undefined when the bytes are not such a target */
export function unpackUnsubscribeTarget(bytes: Uint8Array): UnsubscribeTarget | undefined {
  try {
    const { v: _version, ...target } = schema.parse(
      JSON.parse(Buffer.from(bytes).toString('utf8')),
    );
    return target;
  } catch {
    // The parser's words may quote the address.
    return undefined;
  }
}
