import { createHmac } from 'node:crypto';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { readDecisions } from './support/decisions.ts';
import type { Arrival } from './support/receiver.ts';
import { showsValue } from './support/value-forms.ts';
import { signerFor } from './support/vendor-signers.ts';

/** Webhooks whose bodies came compressed (RFC 9110 section 8.4.1): signed as they are sent, read as what is in them. */

const PATIENT = {
  name: 'Philippa Ravensworth',
  email: 'p.ravensworth@example.org',
  mrn: '4471902',
};
const IDENTIFIERS = Object.values(PATIENT);
const WITH_PHI = JSON.stringify({
  event: 'form.submitted',
  patient: PATIENT,
  note: `${PATIENT.name} has asthma.`,
});
const CLEAN = JSON.stringify({ event: 'plan.changed', plan: 'team', seats: 12 });
/** Bytes that a few kilobytes expand to. */
const BOMB = 64 * 1024 * 1024;

interface Coding {
  readonly name: string;
  readonly encoding: string;
  readonly pack: (bytes: Buffer) => Buffer;
  readonly unpack: (bytes: Buffer) => Buffer;
}

const CODINGS: readonly Coding[] = [
  { name: 'gzip', encoding: 'gzip', pack: gzipSync, unpack: gunzipSync },
  { name: 'deflate', encoding: 'deflate', pack: deflateSync, unpack: inflateSync },
  {
    ...{ name: 'deflate without a header', encoding: 'deflate' },
    ...{ pack: deflateRawSync, unpack: inflateRawSync },
  },
  { name: 'Brotli', encoding: 'br', pack: brotliCompressSync, unpack: brotliDecompressSync },
];
const BOMBS = CODINGS.filter(({ name }) => name === 'gzip' || name === 'deflate');

interface Passage {
  readonly sent: Buffer;
  readonly status: number;
  readonly marketing: readonly Arrival[];
  readonly clinical: readonly Arrival[];
  readonly decisions: Awaited<ReturnType<typeof readDecisions>>;
}

let company: Company;
const passages = new Map<string, Passage>();
const secret = signerFor('github').secret ?? '';

async function post(source: string, encoding: string, body: Buffer): Promise<number> {
  const mac = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${company.gateway.url}/webhooks/${source}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': encoding,
      'x-hub-signature-256': `sha256=${mac}`,
    },
    body: new Uint8Array(body),
  });
  return response.status;
}

beforeAll(async () => {
  company = await startCompany();
  const { gateway, operator, receivers } = company;
  const cases = [
    ...CODINGS.flatMap((coding) => [
      { coding, kind: 'phi', plain: Buffer.from(WITH_PHI) },
      { coding, kind: 'clean', plain: Buffer.from(CLEAN) },
    ]),
    ...BOMBS.map((coding) => ({ coding, kind: 'bomb', plain: Buffer.alloc(BOMB, ' ') })),
  ];
  const sent: { key: string; source: string; body: Buffer; status: number }[] = [];
  for (const [index, { coding, kind, plain }] of cases.entries()) {
    const source = `packed-${String(index)}`;
    await operator.addSource(source, signerFor('github'), { destinationIds: DESTINATIONS });
    const body = coding.pack(plain);
    const status = await post(source, coding.encoding, body);
    sent.push({ key: `${coding.name} ${kind}`, source, body, status });
  }
  await company.drain();
  const decisions = await readDecisions(gateway.url, gateway.credentials.auditKey);
  for (const { key, source, body, status } of sent) {
    const own = decisions.filter(({ origin }) => origin.id === source);
    const id = own[0]?.messageId ?? '';
    const { marketing, clinical } = receivers;
    passages.set(key, {
      ...{ sent: body, status, decisions: own },
      ...{ marketing: marketing.accepted(id), clinical: clinical.accepted(id) },
    });
  }
}, 120_000);

afterAll(() => company.close());

const passageOf = (name: string, kind: string): Passage => passages.get(`${name} ${kind}`)!;

describe('a webhook that came in', () => {
  it.each(CODINGS)('$name is accepted by the signature over its bytes', ({ name }) => {
    expect([passageOf(name, 'phi').status, passageOf(name, 'clean').status]).toEqual([202, 202]);
  });

  it.each(CODINGS)('$name reaches the clinical system as it came', ({ name, encoding }) => {
    const { sent, clinical } = passageOf(name, 'phi');
    expect(clinical.map(({ body }) => body.equals(sent))).toEqual([true]);
    expect(clinical[0]?.contentEncoding).toBe(encoding);
  });

  it.each(CODINGS)('$name reaches the other without its patient', ({ name, encoding, unpack }) => {
    const { marketing } = passageOf(name, 'phi');
    expect(marketing).toHaveLength(1);
    expect(marketing[0]?.contentEncoding).toBe(encoding);
    const text = unpack(marketing[0]!.body).toString('utf8');
    expect(JSON.parse(text)).toMatchObject({ event: 'form.submitted' });
    expect(IDENTIFIERS.filter((value) => showsValue(text, value)).length).toBe(0);
  });

  it.each(CODINGS)('$name without a patient arrives to the byte as it was sent', ({ name }) => {
    const { sent, marketing, decisions } = passageOf(name, 'clean');
    expect(marketing.map(({ body }) => body.equals(sent))).toEqual([true]);
    const own = decisions.find(({ lane }) => lane === 'marketing');
    expect(own?.disposition).toBe('as_is');
  });

  it.each(BOMBS)('$name and is a bomb is held, and says that it expands too much', ({ name }) => {
    const { sent, status, marketing, clinical, decisions } = passageOf(name, 'bomb');
    expect(sent.length).toBeLessThan(BOMB / 500);
    expect([status, marketing.length, clinical.length]).toEqual([202, 0, 0]);
    expect(decisions.map(({ disposition }) => disposition)).toEqual(['quarantine', 'quarantine']);
    for (const { unreadable } of decisions) {
      expect(unreadable).toEqual(['expands_too_much']);
    }
  });
});
