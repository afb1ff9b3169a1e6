import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { type Decided, readDecisions } from './support/decisions.ts';
import { postSigned, type Sent } from './support/operator.ts';
import type { Arrival } from './support/receiver.ts';
import { identifiersOf, type Sample, SAMPLES } from './support/samples.ts';
import { showsValue } from './support/value-forms.ts';
import { signerFor } from './support/vendor-signers.ts';

/**
 * Every vendor's sample goes, signed as the vendor signs, through one running gateway: with PHI in it, and without. Each
 * has a source of its own, since a sample and its twin share the ids by which a repeat is known.
 */

/** What was sent and what came of it. */
interface Passage {
  readonly sent: Sent;
  readonly repeated: { readonly status: number; readonly answer: string };
  readonly marketing: Decided | undefined;
  readonly copies: readonly Arrival[];
  readonly whole: readonly Arrival[];
}

/** Held for a person, with the reason: what cannot be read or rewritten goes nowhere without PHI in it. */
const HELD: Readonly<Record<string, readonly string[]>> = {
  // Somebody is named inside a PDF, which is read and not rewritten.
  'docusign-hipaa-auth-phi': [],
  // A line of a log, `patient_name="..." dob=...`, is a notation whose names are not read.
  'github-issue-phi': ['unsupported_format'],
};
const isHeld = ({ name }: Sample): boolean => Object.hasOwn(HELD, name);

let company: Company;
const passages = new Map<string, Passage>();

beforeAll(async () => {
  company = await startCompany();
  const { gateway, receivers } = company;
  const sent = new Map<string, Pick<Passage, 'sent' | 'repeated'>>();
  for (const sample of SAMPLES) sent.set(sample.name, await sendTwice(sample));
  await company.drain();
  const decisions = await readDecisions(gateway.url, gateway.credentials.auditKey);
  for (const [name, pair] of sent) {
    const own = decisions.filter(({ origin }) => origin.id === name);
    const ids = new Set(own.map(({ messageId }) => messageId));
    passages.set(name, {
      ...pair,
      marketing: own.find(({ lane }) => lane === 'marketing'),
      copies: [...ids].flatMap((id) => receivers.marketing.accepted(id)),
      whole: [...ids].flatMap((id) => receivers.clinical.accepted(id)),
    });
  }
}, 240_000);

afterAll(() => company.close());

async function sendTwice(sample: Sample): Promise<Pick<Passage, 'sent' | 'repeated'>> {
  const { gateway, operator, sns } = company;
  const { name, contentType, body, headers } = sample;
  const signer = signerFor(sample.vendor, sns.key);
  await operator.addSource(name, signer, { destinationIds: DESTINATIONS });
  const url = `${gateway.url}/webhooks/${name}`;
  const sent = await postSigned(signer, { url, contentType, body, at: Date.now() }, headers);
  return { sent, repeated: await sent.again() };
}

function passageOf({ name }: Sample): Passage {
  const passage = passages.get(name);
  if (passage === undefined) throw new Error('it was not sent');
  return passage;
}

const withPhi = SAMPLES.filter(({ kind }) => kind === 'phi');
const clean = SAMPLES.filter(({ kind }) => kind === 'clean');

describe('the samples of all vendors', () => {
  it('are pairs, of every vendor', () => {
    expect(new Set(SAMPLES.map(({ vendor }) => vendor)).size).toBeGreaterThanOrEqual(24);
    const count = (kind: Sample['kind']) => SAMPLES.filter((each) => each.kind === kind).length;
    expect(count('clean')).toBe(count('phi'));
  });

  it.each(SAMPLES.filter(({ vendor }) => vendor !== 'healthie'))(
    '$name verifies, and a repeat of it is no other delivery',
    (sample) => {
      const { sent, repeated, whole } = passageOf(sample);
      expect([200, 202]).toContain(sent.status);
      expect(repeated.status).toBe(200);
      expect(whole).toHaveLength(1);
    },
  );

  it.each(SAMPLES.filter(({ vendor }) => vendor === 'healthie'))(
    '$name is two deliveries when it comes twice: it has no id, and equal bodies tell of different events',
    (sample) => {
      const { sent, repeated, whole } = passageOf(sample);
      expect([sent.status, repeated.status, whole.length]).toEqual([202, 202, 2]);
    },
  );
});

describe('a webhook with PHI', () => {
  it.each(withPhi)('$name arrives whole at the clinical system', (sample) => {
    const { sent, whole } = passageOf(sample);
    expect(whole[0]?.body.equals(Buffer.from(sent.body))).toBe(true);
    // What is not to be seen below is seen here: it is sought rightly.
    const text = sent.body;
    expect(identifiersOf(sample).filter(({ value }) => !showsValue(text, value))).toEqual([]);
  });

  it.each(withPhi.filter((sample) => !isHeld(sample)))(
    '$name reaches the marketing system without its identifiers, in no encoding',
    (sample) => {
      const { marketing, copies } = passageOf(sample);
      expect([marketing?.classification, marketing?.disposition]).toEqual(['phi', 'deidentified']);
      expect(copies).not.toEqual([]);
      if (sample.contentType.includes('json')) {
        for (const { body } of copies)
          expect(() => JSON.parse(body.toString()) as unknown).not.toThrow();
      }
      const text = copies.map(({ body }) => body.toString('utf8')).join('\n');
      // Labels alone: a failing test is read by many.
      const shown = identifiersOf(sample).filter(({ value }) => showsValue(text, value));
      expect(shown.map(({ label }) => label)).toEqual([]);
    },
  );

  it.each(withPhi.filter(isHeld))('$name is held, and nothing of it leaves', (sample) => {
    const { marketing, copies } = passageOf(sample);
    expect([marketing?.classification, marketing?.disposition]).toEqual(['phi', 'quarantine']);
    expect(marketing?.unreadable).toEqual(HELD[sample.name]);
    expect(copies).toEqual([]);
  });
});

describe('its clean twin', () => {
  it.each(clean)('$name reaches the marketing system unchanged', (sample) => {
    const { sent, marketing, copies } = passageOf(sample);
    expect([marketing?.disposition, marketing?.unreadable]).toEqual(['as_is', []]);
    expect(copies[0]?.body.equals(Buffer.from(sent.body))).toBe(true);
  });
});
