import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { DroppedEnvelopes, DroppedMail, KnownEnvelope } from '../../../ports/dropped-mail.ts';
import { readMailObject, removeMailObject } from './mail-objects.ts';
import type { BucketOptions } from './object-store.ts';
import { callExpecting } from './service-error.ts';

/** Of objects that hold an envelope; ids that SES gives to mail have no slash. */
const ENVELOPES = 'envelopes/';
/** A thousand of the longest addresses. */
const MAX_ENVELOPE_BYTES = 512 * 1024;

const envelopeSchema = z.object({ recipients: z.array(z.string().min(3).max(320)).min(1) });
/** What is no envelope: two were told, and they do not agree. */
const DISAGREED = '{}';

/** Whether an object is the envelope of a mail and not the mail. */
export function isEnvelopeKey(key: string): boolean {
  return key.startsWith(ENVELOPES);
}

/**
 * Mail in a bucket, one object each, under whatever name the mail server gave it, and their envelopes.
 *
 * @throws ServiceError, StoredItemError
 */
export function createS3DroppedMail(options: BucketOptions): DroppedMail & DroppedEnvelopes {
  const { s3, bucket } = options;

  async function envelopeOf(key: string): Promise<KnownEnvelope> {
    const bytes = await readMailObject(options, `${ENVELOPES}${key}`, MAX_ENVELOPE_BYTES);
    if (typeof bytes === 'string') return { kind: 'unknown' };
    const envelope = envelopeSchema.safeParse(asJson(bytes));
    return envelope.success
      ? { kind: 'known', recipients: envelope.data.recipients }
      : { kind: 'unknown' };
  }

  async function put(key: string, body: string, isNew: boolean): Promise<boolean> {
    const command = new PutObjectCommand({
      ...{ Bucket: bucket, Key: `${ENVELOPES}${key}`, Body: body, ContentType: 'application/json' },
      ...(isNew ? { IfNoneMatch: '*' } : {}),
    });
    const present = ['PreconditionFailed'] as const;
    return (await callExpecting('s3', 'PutObject', present, () => s3.send(command))).ok;
  }

  return {
    read: (key, maxBytes) => readMailObject(options, key, maxBytes),
    envelopeOf,
    async remove(key) {
      // Cut off between the two, it is a mail that is gone, and not one without an envelope.
      await removeMailObject(options, key);
      await removeMailObject(options, `${ENVELOPES}${key}`);
    },
    async keep(key, recipients) {
      const envelope = JSON.stringify({ recipients });
      if (await put(key, envelope, true)) return;
      const known = await envelopeOf(key);
      const isSame = known.kind === 'known' && sameSet(known.recipients, recipients);
      if (!isSame) await put(key, DISAGREED, false);
    },
  };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const known = new Set(one);
  return known.size === new Set(other).size && other.every((address) => known.has(address));
}

function asJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
