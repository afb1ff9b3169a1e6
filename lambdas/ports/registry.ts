import * as z from 'zod';
import { shadowSchema } from '../core/registry/shadow.ts';
import { LANES, PURPOSES } from '../core/vocabulary.ts';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63');

/** A vendor endpoint that posts to `/webhooks/{id}`. */
export const sourceSchema = z.strictObject({
  id,
  entityId: z.string().min(1),
  /** Name of the signature scheme. */
  scheme: z.string().min(1),
  /** Reference of the signing secrets in the secret store; never the secret. */
  secretRef: z.string().min(1),
  /** Seconds; absent: the scheme's own tolerance. */
  toleranceSeconds: z.number().int().positive().max(3600).optional(),
  /** The source by its nature means care, so that any identifier in it is PHI (45 CFR 160.103). */
  careContext: z.boolean(),
  purpose: z.enum(PURPOSES),
  destinationIds: z.array(id).min(1).max(16),
  /** Bytes. */
  maxBodyBytes: z
    .number()
    .int()
    .positive()
    .max(6 * 1024 * 1024),
  shadow: shadowSchema.optional(),
});
export type Source = z.infer<typeof sourceSchema>;

/** A system that receives webhooks from Cordon. */
export const destinationSchema = z.strictObject({
  id,
  lane: z.enum(LANES),
  url: z.url(),
  /** Reference of the Standard Webhooks secret that signs what Cordon sends. */
  secretRef: z.string().min(1),
  vendorId: id,
});
export type Destination = z.infer<typeof destinationSchema>;

/** A vendor, with the evidence of its business associate agreement (45 CFR 164.504(e)). */
export const vendorSchema = z.strictObject({
  id,
  name: z.string().min(1),
  /** Absent: no agreement is on file. Dates are ISO 8601 calendar dates, UTC. */
  baa: z
    .strictObject({
      evidence: z.string().min(1),
      effectiveOn: z.iso.date(),
      expiresOn: z.iso.date(),
    })
    .optional(),
});
export type Vendor = z.infer<typeof vendorSchema>;

/** A credential that may send, or read decisions. */
export const accessKeySchema = z.strictObject({
  /** Public half: names the key in records. */
  id: z.string().regex(/^(mk|ck|ak)_[A-Za-z0-9]{8,32}$/),
  entityId: z.string().min(1),
  /** SHA-256, hex, of the secret half; the secret has 256 random bits, so a slow hash adds nothing. */
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  use: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('send'),
      lane: z.enum(LANES),
      purpose: z.enum(PURPOSES),
      shadow: shadowSchema.optional(),
    }),
    z.strictObject({ kind: z.literal('audit') }),
  ]),
});
export type AccessKey = z.infer<typeof accessKeySchema>;

/**
 * Who may talk to Cordon and where things may go. Lookups return undefined for an entry that does not
 * exist and throw `RegistryError` for one that does not parse: a malformed entry is never used.
 * Entries may be up to `cacheSeconds` old.
 */
export interface Registry {
  source(id: string): Promise<Source | undefined>;
  destination(id: string): Promise<Destination | undefined>;
  vendor(id: string): Promise<Vendor | undefined>;
  accessKey(id: string): Promise<AccessKey | undefined>;
}

/** A registry entry exists and cannot be used. Names the entry, never its content. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
