import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ChangeRecord } from '../../../core/record/ledger-record.ts';
import type { Item } from './dynamo-table.ts';
import { StoredItemError } from './service-error.ts';

const ACTIONS = [
  'created',
  'changed',
  'removed',
  'recorded',
] as const satisfies readonly ChangeRecord['action'][];

/** One version of an entry, as its item `KIND#ID#v000003` keeps it. */
const storedChangeSchema = z.object({
  version: z.number().int().positive(),
  updatedAt: z.iso.datetime({ precision: 3 }),
  updatedBy: z.string().min(1),
  why: z.string(),
  action: z.enum(ACTIONS),
  changed: z.array(z.string()).readonly(),
  /** The covered entity it concerns, also where this version removed it. */
  entityId: z.string().optional(),
  /** Absent: this version removed it. */
  entry: z.unknown().optional(),
});
export type StoredChange = z.infer<typeof storedChangeSchema>;

/** @throws StoredItemError when the item is no version of an entry. */
export function readChange(item: Item): StoredChange {
  const parsed = storedChangeSchema.safeParse(item);
  if (!parsed.success) throw new StoredItemError('a stored version is malformed');
  return parsed.data;
}

/**
 * The record of a change. All of it follows from the version, so that whoever finishes a change which was left half
 * done appends the same record and not a second one.
 */
export function changeRecord(kind: string, id: string, change: StoredChange): ChangeRecord {
  const { version, entityId, updatedAt, updatedBy, why, action, changed } = change;
  const digest = createHash('sha256')
    .update(`${kind}#${id}#${String(version)}`)
    .digest('hex');
  return {
    kind: 'change',
    recordId: `chg_${digest.slice(0, 32)}`,
    recordedAt: updatedAt,
    ...(entityId === undefined ? {} : { entityId }),
    subject: { kind, id },
    version,
    action,
    changed,
    by: updatedBy,
    why,
  };
}
