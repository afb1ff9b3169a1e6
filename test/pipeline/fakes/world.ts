import { timedLeases } from '../../../lambdas/adapters/aws/shared/leases.ts';
import type { SenderSecrets } from '../../../lambdas/ports/sender-secrets.ts';
import { createThreadDocumentReader } from '../../../lambdas/adapters/documents/thread-document-reader.ts';
import { SOURCE_READING_THREAD } from '../../../local/source-reading-thread.ts';
import { systemTurns } from '../../../lambdas/adapters/aws/shared/turns.ts';
import { createHash } from 'node:crypto';
import { loadSound, shippedSources } from '../../core/decide/shipped-policy.ts';
import type { RecipientState } from '../../../lambdas/core/decide/recipient.ts';
import type { KeptInbound } from '../../../lambdas/ports/inbound-messages.ts';
import type { AcceptMailDependencies } from '../../../lambdas/pipeline/accept-mail.ts';
import type { AcceptDependencies } from '../../../lambdas/pipeline/accept.ts';
import { clearBodies } from '../../../lambdas/pipeline/clear-bodies.ts';
import type { DeliveryDependencies } from '../../../lambdas/pipeline/delivery.ts';
import type { InboundDependencies } from '../../../lambdas/pipeline/inbound-dependencies.ts';
import type { OutboundDependencies } from '../../../lambdas/pipeline/outbound-dependencies.ts';
import { sealedBodies } from '../../../lambdas/pipeline/sealed-bodies.ts';
import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import type { Clock, RandomSource } from '../../../lambdas/ports/clock.ts';
import type { LogEvent } from '../../../lambdas/ports/log.ts';
import type {
  OutgoingText,
  TextResult,
  TextUpstream,
} from '../../../lambdas/ports/text-upstream.ts';
import type { MailResult, OutgoingMail } from '../../../lambdas/ports/mailer.ts';
import type { Policy, PolicySource } from '../../../lambdas/ports/policy.ts';
import type { OutgoingWebhook, PostResult } from '../../../lambdas/ports/poster.ts';
import type { QueueDepth, WorkQueue } from '../../../lambdas/ports/queue.ts';
import type { AddresseeAnswer, Addressees } from '../../../lambdas/ports/addressees.ts';
import type { RecipientFacts } from '../../../lambdas/ports/recipient-facts.ts';
import type { Registry } from '../../../lambdas/ports/registry.ts';
import type { SendPermission } from '../../../lambdas/ports/send-permission.ts';
import { createWire, type Wire } from './faults.ts';
import {
  FakeGates,
  FakeLedger,
  FakeLimits,
  FakeMessages,
  FakeOnce,
  FakeOutbox,
  FakeQuarantine,
  FakeSent,
  FakeTokens,
  FakeVault,
} from './stores.ts';
import { sampleRegistry, type RegistryEntries } from './registry.ts';

const shippedPolicy = loadSound(shippedSources);

/** A policy that nobody replaces. */
export function always(policy: Policy): PolicySource {
  return { current: async () => policy };
}

/** Ids that were handed out, and for how long they are to be kept back. */
export class FakeQueue implements WorkQueue {
  readonly waiting: { readonly id: string; readonly delaySeconds: number }[] = [];

  async enqueue(id: string, delaySeconds = 0): Promise<void> {
    this.waiting.push({ id, delaySeconds });
  }

  readonly depth: QueueDepth = {
    waiting: async () => this.waiting.filter(({ delaySeconds }) => delaySeconds === 0).length,
  };

  /** Takes everything that waits, due or not. */
  drain(): string[] {
    return this.waiting.splice(0).map(({ id }) => id);
  }
}

/** One company's Cordon in memory: the real pipelines between fakes of the ports. */
export interface FakePages {
  readonly certificates: Map<string, string>;
  readonly visited: string[];
}

export interface World {
  readonly wire: Wire;
  readonly registry: RegistryEntries;
  readonly secrets: Map<string, readonly string[]>;
  readonly vault: FakeVault;
  readonly messages: FakeMessages;
  readonly ledger: FakeLedger;
  readonly quarantine: FakeQuarantine;
  readonly sent: FakeSent;
  readonly tokens: FakeTokens;
  readonly outbox: Readonly<Record<Lane, FakeOutbox>>;
  readonly gates: Readonly<Record<Lane, FakeGates>>;
  readonly inbound: FakeQueue;
  readonly deliveries: Readonly<Record<Lane, FakeQueue>>;
  readonly posted: OutgoingWebhook[];
  readonly mailed: (OutgoingMail & { readonly lane: Lane })[];
  readonly texted: (OutgoingText & { readonly lane: Lane })[];
  readonly events: LogEvent[];
  /** Ids of keys whose use was noted, in order. */
  readonly keysUsed: string[];
  /** What is on file about recipients, by address; of the others nothing is. */
  readonly people: Map<string, RecipientState>;
  /** Who has an address to the individual that a message names; that individual unless a test says otherwise. */
  readonly addressees: Map<string, AddresseeAnswer>;
  /** Addresses at which nobody wants to hear from the marketing lane. */
  readonly optedOut: Set<string>;
  /** What destinations and the mail service answer; success unless a test says otherwise. */
  answers: {
    post: (webhook: OutgoingWebhook) => PostResult;
    mail: (mail: OutgoingMail) => MailResult;
    text: (text: OutgoingText) => TextResult;
  };
  now(): Date;
  advance(seconds: number): void;
  /** What vendors' hosts serve. */
  readonly pages: FakePages;
  readonly accept: AcceptDependencies & AcceptMailDependencies;
  readonly worker: InboundDependencies;
  readonly send: Readonly<Record<Lane, OutboundDependencies>>;
  readonly deliverer: Readonly<Record<Lane, DeliveryDependencies>>;
}

export const IDENTITIES = {
  marketing: { domain: 'news.clinic.example', defaultFrom: 'no-reply@news.clinic.example' },
  clinical: { domain: 'care.clinic.example', defaultFrom: 'no-reply@care.clinic.example' },
} as const;

/** What may be on file about a recipient. */
export const ON_FILE = {
  nothing: {
    consent: 'not_asked',
    authorization: 'none',
    unencryptedChoice: 'none',
    confidential: 'honored',
    part2Consent: 'none',
  },
} as const satisfies Record<string, RecipientState>;

/** @param policy the shipped one unless a test must force a decision */
/** A secret for each key, made of nothing that is secret. */
const senderSecrets: SenderSecrets = {
  secretOf: (keyId, hash) => Promise.resolve(`signs-${keyId}-${hash.slice(0, 8)}`),
  onceSecretOf: (keyId, idempotencyKey) => Promise.resolve(`once-${keyId}-${idempotencyKey}`),
};

export function createWorld(policy: Policy = shippedPolicy): World {
  const wire = createWire();
  const registry = sampleRegistry();
  const secrets = new Map(registry.secrets);
  const vault = new FakeVault();
  const messages = new FakeMessages();
  const ledger = new FakeLedger();
  const quarantine = new FakeQuarantine();
  const tokens = new FakeTokens();
  const outbox = { marketing: new FakeOutbox(), clinical: new FakeOutbox() };
  const gates = { marketing: new FakeGates(), clinical: new FakeGates() };
  const inbound = new FakeQueue();
  const deliveries = { marketing: new FakeQueue(), clinical: new FakeQueue() };
  const posted: OutgoingWebhook[] = [];
  const mailed: (OutgoingMail & { readonly lane: Lane })[] = [];
  const texted: (OutgoingText & { readonly lane: Lane })[] = [];
  /** A way out for texts; there is none for push. */
  const texts = (lane: Lane): TextUpstream =>
    wire.connect('texts', {
      send: async (text: OutgoingText) => {
        texted.push({ ...text, lane });
        return world.answers.text(text);
      },
    });
  const events: LogEvent[] = [];
  const keysUsed: string[] = [];
  const people = new Map<string, RecipientState>();
  const addressees = new Map<string, AddresseeAnswer>();
  const optedOut = new Set<string>();

  let milliseconds = Date.parse('2026-11-28T17:00:00Z');
  let ticks = 0;
  const clock: Clock = {
    now: () => new Date(milliseconds),
    monotonic: () => (ticks += 0.25),
  };
  const random = seededRandom();
  const limits = new FakeLimits(() => clock.now());
  const once = new FakeOnce(() => clock.now());
  const sent = new FakeSent();
  const log = { write: (event: LogEvent) => void events.push(event) };

  const registryPort = wire.connect<Registry>('registry', {
    source: async (id) => registry.sources.get(id),
    destination: async (id) => registry.destinations.get(id),
    vendor: async (id) => registry.vendors.get(id),
    accessKey: async (id) => registry.keys.get(id),
    template: async (id) => registry.templates.get(id),
  });
  const pages: FakePages = { certificates: new Map(), visited: [] };
  const pagesPort = wire.connect('pages', {
    certificate: async (url: string) => {
      const certificate = pages.certificates.get(url);
      if (certificate === undefined) throw new Error('the page is away');
      return certificate;
    },
    visit: async (url: string) => {
      pages.visited.push(url);
    },
  });
  const secretsPort = wire.connect('secrets', {
    get: async (reference: string) => secrets.get(reference) ?? [],
  });
  const recipients: RecipientFacts = {
    of: async ({ address }) => people.get(address) ?? ON_FILE.nothing,
  };
  const addresseesPort: Addressees = {
    of: async ({ address }) => addressees.get(address) ?? { addressee: 'subject' },
  };
  const permission: SendPermission = {
    maySend: async ({ address }) => !optedOut.has(address),
  };
  const documents = wire.connect('documents', createThreadDocumentReader(SOURCE_READING_THREAD));
  const keyUse = {
    note: async (keyId: string) => {
      keysUsed.push(keyId);
    },
  };
  const common = { registry: registryPort, clock, random, log };
  const perLane = <T>(make: (lane: Lane) => T): Record<Lane, T> => ({
    marketing: make('marketing'),
    clinical: make('clinical'),
  });
  const world: World = {
    wire,
    registry,
    secrets,
    vault,
    messages,
    ledger,
    quarantine,
    sent,
    tokens,
    outbox,
    gates,
    inbound,
    deliveries,
    posted,
    mailed,
    texted,
    events,
    keysUsed,
    pages,
    people,
    addressees,
    optedOut,
    answers: {
      post: () => ({ kind: 'delivered', status: 200 }),
      mail: ({ deliveryId }) => ({ kind: 'sent', providerId: `ses-${deliveryId}` }),
      text: ({ deliveryId }) => ({ kind: 'sent', providerId: `SM-${deliveryId}` }),
    },
    now: () => clock.now(),
    advance(seconds) {
      milliseconds += seconds * 1000;
    },
    accept: {
      prefix: 'cordon',
      ...common,
      secrets: secretsPort,
      vault: wire.connect('vault', vault),
      intake: wire.connect('intake', messages),
      kept: wire.connect<KeptInbound>('kept', messages),
      queue: wire.connect('queue', inbound),
      pages: pagesPort,
    },
    worker: {
      ...common,
      vault: wire.connect('vault', vault),
      messages: wire.connect('messages', messages),
      queue: wire.connect('queue', inbound),
      documents,
      policy: always(policy),
      ledger: wire.connect('ledger', ledger),
      quarantine: wire.connect('quarantine', quarantine),
      tokens: wire.connect('tokens', tokens),
      outbox: perLane((lane) => wire.connect(`outbox-${lane}`, outbox[lane])),
      deliveries: perLane((lane) => wire.connect(`deliveries-${lane}`, deliveries[lane])),
    },
    send: perLane((lane) => ({
      ...common,
      senderSecrets: wire.connect('sender-secrets', senderSecrets),
      keyUse: wire.connect('key-use', keyUse),
      limits: wire.connect('limits', limits),
      once: wire.connect('once', once),
      sent: wire.connect('sent', sent),
      turns: systemTurns,
      textChannels: ['sms', 'whatsapp'],
      documents,
      ...(lane === 'clinical'
        ? {
            recipients: wire.connect<RecipientFacts>('recipients', recipients),
            addressees: wire.connect<Addressees>('addressees', addresseesPort),
          }
        : { permission: wire.connect<SendPermission>('permission', permission) }),
      policy: always(policy),
      ledger: wire.connect('ledger', ledger),
      vault: wire.connect('vault', vault),
      quarantine: wire.connect('quarantine', quarantine),
      outbox: wire.connect(`outbox-${lane}`, outbox[lane]),
      deliveries: wire.connect(`deliveries-${lane}`, deliveries[lane]),
    })),
    deliverer: perLane((lane) => ({
      ...common,
      lane,
      identity: IDENTITIES[lane],
      outbox: wire.connect(`outbox-${lane}`, outbox[lane]),
      leases: timedLeases(random),
      events: wire.connect(`events-${lane}`, outbox[lane]),
      gates: wire.connect(`gates-${lane}`, gates[lane]),
      ledger: wire.connect('ledger', ledger),
      bodies:
        lane === 'clinical'
          ? sealedBodies(wire.connect('vault', vault))
          : wire.connect('bodies', { ...clearBodies }),
      secrets: secretsPort,
      poster: wire.connect('poster', {
        post: async (webhook: OutgoingWebhook) => {
          posted.push(webhook);
          return world.answers.post(webhook);
        },
      }),
      unsubscribe: {
        linkFor: async ({ address }) => `https://hooks.example.com/u/${String(address.length)}`,
      },
      ...(lane === 'marketing'
        ? { permission: wire.connect<SendPermission>('permission', permission) }
        : {
            recipients: wire.connect<RecipientFacts>('recipients', recipients),
            addressees: wire.connect<Addressees>('addressees', addresseesPort),
          }),
      policy: always(policy),
      quarantine: wire.connect('quarantine', quarantine),
      mailer: wire.connect('mailer', {
        send: async (mail: OutgoingMail) => {
          mailed.push({ ...mail, lane });
          return world.answers.mail(mail);
        },
      }),
      texts: { sms: texts(lane), whatsapp: texts(lane) },
      queue: wire.connect(`deliveries-${lane}`, deliveries[lane]),
    })),
  };
  return world;
}

/** The same bytes in every run, and never the same twice in one. */
function seededRandom(): RandomSource {
  let counter = 0;
  return {
    bytes(count) {
      const chunks: Buffer[] = [];
      for (let length = 0; length < count; length += 32) {
        counter += 1;
        chunks.push(
          createHash('sha256')
            .update(`random ${String(counter)}`)
            .digest(),
        );
      }
      return Buffer.concat(chunks).subarray(0, count);
    },
  };
}
