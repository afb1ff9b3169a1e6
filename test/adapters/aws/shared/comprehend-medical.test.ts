import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createComprehendMedical } from '../../../../lambdas/adapters/aws/shared/comprehend-medical.ts';
import { createComprehendMedicalClient } from '../../../../lambdas/adapters/aws/shared/comprehend-medical-client.ts';
import { configFor } from '../endpoints.ts';

interface Entity {
  readonly Type?: string;
  readonly BeginOffset?: number;
  readonly EndOffset?: number;
  readonly Score?: number;
  readonly Text?: string;
}

/** What the endpoint does with a text: entities, a whole answer, or anything else. */
type Answer = (text: string, response: ServerResponse) => object | undefined;

describe('Comprehend Medical as a second opinion', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  /** An endpoint that speaks the service's protocol (AWS JSON 1.1). */
  async function against(answer: Answer, deadline = 2_000) {
    const texts: string[] = [];
    const targets = new Set<unknown>();
    const server = createServer((request, response) => {
      request.on('error', () => undefined);
      void readAll(request).then((body) => {
        targets.add(request.headers['x-amz-target']);
        const { Text } = JSON.parse(body) as { Text: string };
        texts.push(Text);
        const value = answer(Text, response);
        if (value === undefined) return;
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        response.end(JSON.stringify(value));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const comprehendMedical = createComprehendMedicalClient(configFor({ comprehendMedical: url }));
    cleanups.push(async () => {
      comprehendMedical.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    return { opinion: createComprehendMedical({ comprehendMedical, deadline }), texts, targets };
  }

  async function readAll(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** The entity for the first place where a value stands, by code points as the service counts. */
  function entity(text: string, value: string, Type: string, more: Entity = {}): Entity {
    const at = text.indexOf(value);
    const BeginOffset = [...text.slice(0, at)].length;
    const EndOffset = BeginOffset + [...value].length;
    return { Type, BeginOffset, EndOffset, Score: 0.9, Text: value, ...more };
  }

  const answering = (value: string, type: string, more?: Entity): Answer => {
    return (text) => ({
      Entities: text.includes(value) ? [entity(text, value, type, more)] : [],
    });
  };

  it('is asked with DetectPHI and nothing but the text', async () => {
    const { opinion, texts, targets } = await against(() => ({ Entities: [] }));
    expect(await opinion.ask('Jane Roe')).toEqual({ spans: [] });
    expect(texts).toEqual(['Jane Roe']);
    expect([...targets]).toEqual(['ComprehendMedical_20181030.DetectPHI']);
    expect(opinion.name).toBe('comprehend-medical');
  });

  it.each([
    ['NAME', 'Jane Roe', 'NAME'],
    ['ADDRESS', '12 Pine St', 'GEO'],
    ['DATE', '3/4/2024', 'DATE'],
    ['EMAIL', 'a@example.org', 'EMAIL'],
    ['ID', '5518820', 'OTHER_ID'],
    ['PHONE_OR_FAX', '303-555-0121', 'PHONE'],
    ['URL', 'example.org/a', 'URL'],
    ['AGE', '93', 'AGE90'],
    ['AGE', 'ninety-three', 'AGE90'],
    ['SOMETHING_NEW', 'xyz', 'OTHER_ID'],
  ])('calls %s %j %s', async (type, value, label) => {
    const { opinion } = await against(answering(value, type));
    const { spans, failure } = await opinion.ask(`It is ${value}.`);
    expect(failure).toBeUndefined();
    expect(spans).toEqual([{ label, start: 6, end: 6 + value.length, score: 0.9 }]);
  });

  it.each([
    ['AGE', '47'],
    ['PROFESSION', 'welder'],
  ])('finds no identifier in %s %j', async (type, value) => {
    const { opinion } = await against(answering(value, type));
    expect(await opinion.ask(`It is ${value}.`)).toEqual({ spans: [] });
  });

  it('counts offsets in code points', async () => {
    const { opinion } = await against(answering('Zoë Ñu', 'NAME'));
    const text = '😀😀 Zoë Ñu 😀';
    const { spans } = await opinion.ask(text);
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['Zoë Ñu']);
  });

  it('is asked in pieces of fewer than 20,000 bytes, and finds things where they stand', async () => {
    const { opinion, texts } = await against(answering('Jane Roe', 'NAME'));
    const filler = 'Était calme. '.repeat(1800);
    const text = `${filler}Jane Roe. ${filler}Jane Roe.`;
    const { spans, failure } = await opinion.ask(text);
    expect(failure).toBeUndefined();
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.every((part) => Buffer.byteLength(part) < 20_000)).toBe(true);
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['Jane Roe', 'Jane Roe']);
    expect(spans.map(({ start }) => start)).toEqual([
      text.indexOf('Jane Roe'),
      text.lastIndexOf('Jane Roe'),
    ]);
  });

  it('is asked about so much and no more, and says so', async () => {
    const { opinion, texts } = await against(answering('Jane Roe', 'NAME'));
    const { spans, failure } = await opinion.ask(`Jane Roe. ${'Calm. '.repeat(30_000)}`);
    expect({ spans: spans.length, failure }).toEqual({ spans: 1, failure: 'too_long' });
    expect(texts).toHaveLength(5);
  });

  it.each<[string, Answer]>([
    ['begins behind its end', answering('Jane', 'NAME', { BeginOffset: 9, EndOffset: 3 })],
    ['is outside the text', answering('Jane', 'NAME', { BeginOffset: 900, EndOffset: 904 })],
    ['is before the text', answering('Jane', 'NAME', { BeginOffset: -4 })],
    ['is between characters', answering('Jane', 'NAME', { BeginOffset: 0.5 })],
    ['stands elsewhere', answering('Jane', 'NAME', { BeginOffset: 1, EndOffset: 5 })],
    ['is surer than sure', answering('Jane', 'NAME', { Score: 7 })],
    ['has no offsets', () => ({ Entities: [{ Type: 'NAME', Score: 0.9 }] })],
    ['has no kind', answering('Jane', '')],
    ['is no list', () => ({ Entities: 'Jane' })],
    ['is not there', () => ({})],
  ])('says that an answer is bad which %s', async (_, answer) => {
    const { opinion } = await against(answer);
    expect(await opinion.ask('Jane has asthma')).toEqual({ spans: [], failure: 'bad_answer' });
  });

  it('keeps the good part of a bad answer', async () => {
    const { opinion } = await against((text) => ({
      Entities: [entity(text, 'Jane', 'NAME'), entity(text, 'asthma', 'ID', { EndOffset: 99 })],
    }));
    const { spans, failure } = await opinion.ask('Jane has asthma');
    expect({ spans: spans.length, failure }).toEqual({ spans: 1, failure: 'bad_answer' });
  });

  it('says that an answer is not whole', async () => {
    const { opinion } = await against(() => ({ Entities: [], PaginationToken: 'x' }));
    expect(await opinion.ask('Jane')).toEqual({ spans: [], failure: 'bad_answer' });
  });

  it.each<[string, Answer, string]>([
    ['fails', (_, r) => void r.writeHead(500).end('{}'), 'unavailable'],
    [
      'refuses',
      (_, r) => void r.writeHead(400).end('{"__type":"AccessDeniedException"}'),
      'unavailable',
    ],
    [
      'quotes the text',
      (t, r) => void r.writeHead(400).end(JSON.stringify({ message: t })),
      'unavailable',
    ],
    ['hangs up', (_, r) => void r.destroy(), 'unavailable'],
    ['speaks nonsense', (_, r) => void r.end('<p>Jane</p>'), 'unavailable'],
    ['never answers', () => undefined, 'timed_out'],
  ])('never throws when the service %s', async (_, answer, failure) => {
    const started = performance.now();
    const { opinion } = await against(answer, 700);
    const given = await opinion.ask('Jane has asthma');
    expect(given.spans).toEqual([]);
    expect([failure, 'timed_out']).toContain(given.failure);
    if (failure === 'timed_out') expect(given.failure).toBe('timed_out');
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(JSON.stringify(given)).not.toContain('Jane');
  });

  it('keeps what one piece found when another fails', async () => {
    const { opinion } = await against((text, response) => {
      if (text.includes('Jane Roe')) return { Entities: [entity(text, 'Jane Roe', 'NAME')] };
      response.writeHead(400).end('{}');
      return undefined;
    });
    const { spans, failure } = await opinion.ask(`Jane Roe. ${'Calm. '.repeat(5_000)}`);
    expect({ spans: spans.length, failure }).toEqual({ spans: 1, failure: 'unavailable' });
  });

  it('is not asked about nothing', async () => {
    const { opinion, texts } = await against(() => ({ Entities: [] }));
    expect(await opinion.ask(' \n')).toEqual({ spans: [] });
    expect(texts).toEqual([]);
  });
});
