import * as z from 'zod';
import { CHANNELS, KEY_PREFIXES, LANES, PURPOSES, type Lane } from '../vocabulary.ts';
import { complain, entityId, entryId, line, moment, oneOrMore } from './fields.ts';
import { shadowSchema } from './shadow.ts';

/** What a key that sends may send, in recipients (core/send/rate-limit.ts says what counts where it says nothing). */
export const limitSchema = z
  .strictObject({
    perSecond: z.number().min(0.01).max(10_000).exactOptional(),
    burst: z.number().int().min(1).max(1_000_000).exactOptional(),
    perDay: z.number().int().min(1).max(100_000_000).exactOptional(),
  })
  .refine((limit) => Object.keys(limit).length > 0, 'limits nothing');

/** What a key may do. */
export const useSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('send'),
    lane: z.enum(LANES),
    /** What it may send for. The first counts where a request does not say. */
    purposes: oneOrMore(z.enum(PURPOSES)),
    channels: oneOrMore(z.enum(CHANNELS)),
    /** It sends records of a substance-use program (42 CFR 2.12): only to whom the person consented. */
    part2: z.boolean().optional(),
    /** It may be told what tokens stand for: in the clinical lane alone. */
    reveals: z.boolean().optional(),
    limit: limitSchema.optional(),
    /** Id of the destination, of the same lane, that is told what becomes of its messages. */
    events: entryId.optional(),
    shadow: shadowSchema.optional(),
  }),
  /** Reads decisions, registries and the ledger. */
  z.strictObject({ kind: z.literal('audit') }),
  /** Reads, and changes registries, people, policy and holds. */
  z.strictObject({ kind: z.literal('officer') }),
]);
type Use = z.infer<typeof useSchema>;

const secretSchema = z.strictObject({
  /** SHA-256, hex, of the secret half; the secret has 256 random bits, so a slow hash adds nothing. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex'),
  /** Of a secret that was rotated: when it stops being one. */
  validUntil: moment.optional(),
});

export function keyPrefix(use: { kind: Use['kind']; lane?: Lane }): string {
  return use.kind === 'send' ? KEY_PREFIXES[use.lane ?? 'marketing'] : KEY_PREFIXES[use.kind];
}

/** A credential: `ID.SECRET`. */
export const accessKeySchema = z
  .strictObject({
    /** Public half: names the key in records. */
    id: z.string().regex(/^(?:mk|ck|ak|ok)_[A-Za-z0-9]{8,32}$/, 'is not the id of a key'),
    entityId,
    /** Which program or person holds it. */
    holder: line.optional(),
    /** The newest first; a second is one that was rotated and is valid for a while yet. */
    secrets: z.array(secretSchema).min(1).max(2),
    use: useSchema,
    /** From then on it is no key. */
    revokedAt: moment.optional(),
  })
  .check((context) => {
    const { id, secrets, use } = context.value;
    if (!id.startsWith(`${keyPrefix(use)}_`)) {
      complain(
        context,
        ['id'],
        `does not begin with ${keyPrefix(use)}_, as a key of this use does`,
      );
    }
    if (use.kind === 'send' && use.reveals === true && use.lane !== 'clinical') {
      complain(context, ['use', 'reveals'], 'is for keys of the clinical lane alone');
    }
    if (secrets.length > 1 && secrets[1]?.validUntil === undefined) {
      complain(context, ['secrets', 1, 'validUntil'], 'is required for a secret that was rotated');
    }
  });
export type AccessKey = z.infer<typeof accessKeySchema>;
