import { acceptWebhook, type AcceptOutcome } from '../../../lambdas/pipeline/accept.ts';
import type { EmailMessage } from '../../../lambdas/core/send/outbound-message.ts';
import type { Decision } from '../../../lambdas/core/decide/decision.ts';
import type { Disposition } from '../../../lambdas/core/vocabulary.ts';
import type { Policy } from '../../../lambdas/ports/policy.ts';
import { standardHeaders } from '../../core/verify/signed-request.ts';
import { PLAIN } from '../../core/send/messages.ts';
import { INTAKE_SECRET } from './registry.ts';
import type { World } from './world.ts';

/** An invented patient; none of these may show where PHI must not be. */
export const PATIENT = {
  name: 'Zebediah Quill',
  born: '1947-03-19',
  mrn: 'RC-0093315',
  email: 'zquill@mail.example',
  ssn: '219-09-9999',
} as const;

export const INTAKE_BODY = JSON.stringify({
  event: 'intake.submitted',
  patient: {
    first_name: 'Zebediah',
    last_name: 'Quill',
    date_of_birth: PATIENT.born,
    mrn: PATIENT.mrn,
    email: PATIENT.email,
  },
  note: `${PATIENT.name} was diagnosed with pneumonia, SSN ${PATIENT.ssn}.`,
  plan: 'A',
});

export const CLEAN_BODY = JSON.stringify({ event: 'newsletter.sent', count: 3 });

/** One post by a vendor, signed by the Standard Webhooks scheme. */
export interface Post {
  readonly id?: string;
  readonly sourceId?: string;
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
  readonly secret?: string;
}

export function postWebhook(world: World, post: Post = {}): Promise<AcceptOutcome> {
  const body = Buffer.from(post.body ?? INTAKE_BODY);
  const seconds = Math.floor(world.now().getTime() / 1000);
  const sourceId = post.sourceId ?? 'intake';
  return acceptWebhook(
    {
      sourceId,
      method: 'POST',
      url: `https://gateway.example/webhooks/${sourceId}`,
      query: '',
      headers: {
        ...standardHeaders(post.id ?? 'vendor-1', seconds, body, post.secret ?? INTAKE_SECRET),
        'content-type': post.contentType ?? 'application/json',
      },
      readBody: async (limit) => (body.length > limit ? 'too_large' : body),
    },
    world.accept,
  );
}

/** Posts and gives the key of the item that was made. */
export async function acceptedKey(world: World, post: Post = {}): Promise<string> {
  const outcome = await postWebhook(world, post);
  if (outcome.kind !== 'accepted') throw new Error(`the webhook was ${outcome.kind}`);
  const item = [...world.messages.items.values()].find(
    ({ messageId }) => messageId === outcome.messageId,
  );
  return item!.key;
}

export const PHI_MAIL: EmailMessage = {
  ...PLAIN,
  subject: `About ${PATIENT.name}`,
  text: `${PATIENT.name}, MRN ${PATIENT.mrn}, was diagnosed with pneumonia.`,
};

/** A policy that always decides the same. */
export function forced(disposition: Disposition): Policy {
  const decision: Decision = {
    disposition,
    reasonCode: 'forced',
    rules: ['forced'],
    refused: [],
    says: 'A test forces it.',
    citations: [],
    policyVersion: 'test',
  };
  return { version: 'test', decide: () => decision, vendorOf: () => undefined };
}
