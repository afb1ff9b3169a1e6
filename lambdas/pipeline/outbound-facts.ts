import type { BaaState, DecisionFacts, Remuneration } from '../core/decide/facts.ts';
import type { RecipientState } from '../core/decide/recipient.ts';
import { agreementFor } from '../core/registry/baa-state.ts';
import type { ScanReport } from '../core/scan/finding.ts';
import { channelOf, type OutboundMessage } from '../core/send/outbound-message.ts';
import type { PhiClass, Purpose } from '../core/vocabulary.ts';
import type { Policy } from '../ports/policy.ts';
import type { AddresseeAnswer } from '../ports/addressees.ts';
import type { RecipientQuestionOf } from '../ports/recipient-facts.ts';
import type { Sender } from './decided-message.ts';
import type { OutboundDependencies } from './outbound-dependencies.ts';

/** What the decisions about one message have in common. */
export interface OutboundContext {
  readonly message: OutboundMessage;
  readonly sender: Sender;
  readonly purpose: Purpose;
  readonly phi: PhiClass | 'unknown';
  readonly unreadableParts: boolean;
  /** What a third party pays for it. */
  readonly remuneration: Remuneration;
  /** The agreement with the vendor by whom the channel's messages go out. */
  readonly baa: BaaState;
  /** It can wait to be picked up: there is a portal, and a notice can be sent where the message would go. */
  readonly portalAvailable: boolean;
}

/** @param report undefined when the scanner failed: the class is then unknown, which is never let pass */
export async function outboundContext(
  message: OutboundMessage,
  sender: Sender,
  report: ScanReport | undefined,
  policy: Policy,
  deps: OutboundDependencies,
): Promise<OutboundContext> {
  const phi = report?.classification ?? 'unknown';
  const unreadableParts = report === undefined || report.unreadable.length > 0;
  const purpose = message.purpose ?? sender.purpose;
  const usesPhi = phi === 'phi' || phi === 'unknown' || unreadableParts;
  return {
    message,
    sender,
    purpose,
    phi,
    unreadableParts,
    // Who pays matters where health information promotes something (45 CFR 164.501); there, silence is not a no.
    remuneration: message.remuneration ?? (usesPhi && purpose === 'marketing' ? 'unknown' : 'none'),
    baa: await routeAgreement(policy.vendorOf(message.channel), { phi, unreadableParts }, deps),
    portalAvailable: deps.portal !== undefined,
  };
}

/** The agreement with whoever carries a message, as it is now. */
export async function routeAgreement(
  vendorId: string | undefined,
  content: Pick<DecisionFacts, 'phi' | 'unreadableParts'>,
  { registry, clock }: Pick<OutboundDependencies, 'registry' | 'clock'>,
): Promise<BaaState> {
  if (vendorId === undefined) return 'unknown';
  return agreementFor(await registry.vendor(vendorId), {}, content, clock.now());
}

/** One recipient: what is known of the address, and who has it to the individual whom the message is about. */
export interface KnownRecipient extends AddresseeAnswer {
  readonly state: RecipientState;
}

/**
 * Everybody whom a message goes to, asked for together: the ports put such questions into few calls.
 *
 * @throws when a lookup fails: nothing is decided then, and the caller tries again
 */
export async function knownRecipients(
  context: OutboundContext,
  addresses: readonly string[],
  deps: OutboundDependencies,
): Promise<readonly KnownRecipient[]> {
  return await Promise.all(addresses.map((address) => knownRecipient(context, address, deps)));
}

async function knownRecipient(
  context: OutboundContext,
  address: string,
  deps: OutboundDependencies,
): Promise<KnownRecipient> {
  const [state, answer] = await Promise.all([
    stateOf(context, address, deps),
    addresseeOf(context, address, deps),
  ]);
  return { state, ...answer };
}

/** Of people the marketing lane knows nothing: a message that names one does not leave it. */
async function addresseeOf(
  { message: { about, channel }, sender: { entityId } }: OutboundContext,
  address: string,
  { addressees }: OutboundDependencies,
): Promise<AddresseeAnswer> {
  if (about === undefined) return { addressee: 'unnamed' };
  const answer = await addressees?.of({ about, address, channel, entityId });
  return answer ?? { addressee: 'unknown' };
}

async function stateOf(
  { message, sender, purpose, remuneration }: OutboundContext,
  address: string,
  deps: OutboundDependencies,
): Promise<RecipientState> {
  const { exception = 'none' } = message;
  const channel = channelOf(message);
  const { entityId } = sender;
  const question = { address, channel, purpose, exception, remuneration, entityId };
  return await recipientState(question, deps);
}

/** What is known of a recipient now. The marketing lane learns yes or no, and nothing of the person. */
export async function recipientState(
  question: RecipientQuestionOf,
  { recipients, permission }: Pick<OutboundDependencies, 'recipients' | 'permission'>,
): Promise<RecipientState> {
  if (recipients !== undefined) return await recipients.of(question);
  const { address, channel, purpose, entityId } = question;
  const asked = { address, channel, purpose, entityId };
  const may = (await permission?.maySend(asked)) ?? false;
  return {
    consent: may ? 'granted' : 'refused',
    authorization: 'none',
    unencryptedChoice: 'none',
    confidential: 'honored',
    part2Consent: 'none',
  };
}

/** Records of a substance-use program may go to the person, or by the person's consent (42 CFR 2.23, 2.31). */
export const PART2_BY_CONSENT = {
  consented: 'consented',
  none: 'restricted',
  unknown: 'unknown',
} as const satisfies Record<RecipientState['part2Consent'], DecisionFacts['part2']>;

/** Everything policy may look at about one message and one recipient. */
export function outboundFacts(
  context: OutboundContext,
  { state: recipient, addressee }: KnownRecipient,
): DecisionFacts {
  const { message, sender, purpose, phi, unreadableParts, baa, remuneration } = context;
  return {
    lane: sender.lane,
    direction: 'outbound',
    channel: channelOf(message),
    purpose,
    phi,
    unreadableParts,
    baa,
    // To the service that sends it: the SDK's connection, which is TLS.
    transport: 'tls',
    canDeidentify: false,
    consent: recipient.consent,
    authorization: recipient.authorization,
    exception: message.exception ?? 'none',
    remuneration,
    unencryptedChoice: recipient.unencryptedChoice,
    confidential: recipient.confidential,
    part2: sender.part2 === true ? PART2_BY_CONSENT[recipient.part2Consent] : 'none',
    addressee,
    portalAvailable: context.portalAvailable,
  };
}
