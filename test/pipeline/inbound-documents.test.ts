import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { pdf, text } from '../adapters/documents/pdf-files.ts';
import { docx, paragraph, rowsOf, xlsx } from '../core/extract/office-files.ts';
import { zip } from '../core/extract/zip-writer.ts';
import { acceptedKey, type Post } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const picture = (name: string): Buffer =>
  readFileSync(new URL(`../adapters/documents/files/${name}`, import.meta.url));
const base64 = (file: Uint8Array): string => Buffer.from(file).toString('base64');
const withFile = (file: Uint8Array, more: object = {}): string =>
  JSON.stringify({ event: 'report.ready', ...more, file: { name: 'report', data: base64(file) } });

async function processed(world: World, post: Post) {
  await processInbound(await acceptedKey(world, { sourceId: 'newsletter', ...post }), world.worker);
  const records = [...world.ledger.records.values()];
  const about = (id: string) => records.find(({ target }) => 'id' in target && target.id === id);
  const [sent] = world.outbox.marketing.items.values();
  return {
    clinical: about('clinical-sink')?.disposition,
    marketing: about('marketing-sink')?.disposition,
    classification: records[0]?.classification,
    unreadable: records[0]?.unreadable,
    sent: sent?.body.kind === 'clear' ? Buffer.from(sent.body.bytes).toString() : undefined,
  };
}

const CLEAN = 'The office opens at nine';
const PHI = 'Patient Walter Grace, MRN 5518820, has asthma';
const VISIT = rowsOf([
  ['Patient name', 'Diagnosis'],
  ['Walter Grace', 'asthma'],
]);

/** As vendors post a mail that they received, with what was attached to it. */
function mailWith(file: Uint8Array, type: string): string {
  return [
    '--xYzZY',
    'Content-Disposition: form-data; name="subject"',
    '',
    'hello',
    '--xYzZY',
    'Content-Disposition: form-data; name="attachment1"; filename="report.bin"',
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(file).replace(/.{76}/g, '$&\r\n'),
    '--xYzZY--',
    '',
  ].join('\r\n');
}

describe('a form with a file', () => {
  const FORM = 'multipart/form-data; boundary=xYzZY';

  it.each(['application/pdf', 'application/octet-stream', 'image/png'])(
    'goes to both lanes as it is when the file is clean, whatever it is called: %s',
    async (type) => {
      const body = mailWith(await pdf(text(CLEAN)), type);
      expect(await processed(createWorld(), { body, contentType: FORM })).toEqual({
        clinical: 'as_is',
        marketing: 'as_is',
        classification: 'none',
        unreadable: [],
        sent: body,
      });
    },
  );

  it('keeps health information in a file from marketing', async () => {
    const body = mailWith(await pdf(text(CLEAN), text(PHI)), 'application/pdf');
    const result = await processed(createWorld(), { body, contentType: FORM });
    expect(result).toMatchObject({ classification: 'phi', sent: undefined });
    expect(result.marketing).not.toBe('as_is');
  });

  it('is held when nobody can read the file', async () => {
    const body = mailWith(Buffer.from('Rar!\u001a\u0007\u0001\0secret'), 'application/x-rar');
    const result = await processed(createWorld(), { body, contentType: FORM });
    expect(result).toMatchObject({ marketing: 'quarantine', sent: undefined });
    expect(result.unreadable).toEqual(['unsupported_format']);
  });
});

describe('a webhook with a document', () => {
  it.each<[string, (file: Uint8Array) => string]>([
    ['base64', (file) => withFile(file)],
    [
      'a data URI',
      (file) => JSON.stringify({ file: `data:application/pdf;base64,${base64(file)}` }),
    ],
    ['base64 in lines', (file) => JSON.stringify({ f: base64(file).replace(/.{76}/g, '$&\r\n') })],
    ['hexadecimal digits', (file) => JSON.stringify({ f: Buffer.from(file).toString('hex') })],
  ])('goes to both lanes as it is when the document is clean, in %s', async (_, write) => {
    const body = write(await pdf(text(CLEAN)));
    expect(await processed(createWorld(), { body })).toEqual({
      clinical: 'as_is',
      marketing: 'as_is',
      classification: 'none',
      unreadable: [],
      sent: body,
    });
  });

  it.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['a PDF', () => pdf(text(CLEAN), text(PHI))],
    ['a Word document', () => docx(paragraph(PHI))],
    ['a workbook', () => xlsx([{ name: 'Visits', rows: VISIT }])],
    ['a picture', () => picture('summary.png')],
  ])('goes to the clinical lane alone when %s tells of a patient', async (_, file) => {
    const world = createWorld();
    expect(await processed(world, { body: withFile(await file()) })).toMatchObject({
      clinical: 'encrypted',
      marketing: 'quarantine',
      classification: 'phi',
      unreadable: [],
      sent: undefined,
    });
  });

  it('loses its identifiers where they stand beside a document that has none', async () => {
    const file = await pdf(text('Asthma: use of the inhaler'));
    const body = withFile(file, { patient: { first_name: 'Walter', mrn: '5518820' } });
    const { marketing, sent = '' } = await processed(createWorld(), { body });
    expect(marketing).toBe('deidentified');
    expect(sent).not.toMatch(/Walter|5518820/);
    expect((JSON.parse(sent) as { file: { data: string } }).file.data).toBe(base64(file));
  });

  it.each(['application/pdf', 'application/octet-stream', ''])(
    'or that is one itself, sent as %j, is read as well',
    async (contentType) => {
      const clean = await processed(createWorld(), { contentType, body: await pdf(text(CLEAN)) });
      expect(clean).toMatchObject({ clinical: 'as_is', marketing: 'as_is' });
      const phi = await processed(createWorld(), { contentType, body: await pdf(text(PHI)) });
      expect(phi).toMatchObject({ clinical: 'encrypted', marketing: 'quarantine' });
    },
  );

  it.each<[string, Uint8Array, string]>([
    ['is locked', picture('locked.pdf'), 'encrypted'],
    ['is an archive', zip({ 'a.txt': PHI }), 'unsupported_format'],
    ['breaks off', picture('summary.png').subarray(0, 300), 'malformed'],
    [
      'is of a kind that nobody reads',
      Buffer.from('377abcaf271c0004aabbccdd0011223344556677', 'hex'),
      'encoded_content',
    ],
  ])('is never clean when the document %s', async (_, file, reason) => {
    const { clinical, marketing, unreadable } = await processed(createWorld(), {
      body: withFile(file),
    });
    expect([clinical, marketing]).not.toContain('as_is');
    expect(marketing).toBe('quarantine');
    expect(unreadable).toEqual([reason]);
    const whole = await processed(createWorld(), { contentType: 'application/pdf', body: file });
    expect(whole).toMatchObject({ classification: 'unknown', marketing: 'quarantine' });
  });

  it.each(['before', 'after'] as const)(
    'is never clean when the reader fails %s its work',
    async (fault) => {
      const world = createWorld();
      world.wire.failAlways('documents.read', fault);
      const read = await processed(world, { body: withFile(await pdf(text(CLEAN))) });
      expect(read).toMatchObject({ marketing: 'quarantine', unreadable: ['encoded_content'] });
    },
  );

  it('is read within eight seconds, or is unread', async () => {
    const world = createWorld();
    const budgets: number[] = [];
    const worker = {
      ...world.worker,
      documents: {
        read: (files: readonly Uint8Array[], { milliseconds }: { milliseconds: number }) => {
          budgets.push(milliseconds);
          const unreadable = [{ path: '', reason: 'timeout' }];
          return Promise.resolve(files.map(() => ({ segments: [], unreadable })));
        },
      },
    };
    const slow = await processed({ ...world, worker }, { body: withFile(await pdf(text(CLEAN))) });
    expect(slow).toMatchObject({ marketing: 'quarantine', unreadable: ['timeout'] });
    expect(budgets).toEqual([8000]);
  });

  it('has more documents than are looked into, and is never clean', async () => {
    const file = base64(docx(paragraph(CLEAN)));
    const body = JSON.stringify(Array.from({ length: 51 }, () => file));
    const many = await processed(createWorld(), { body });
    expect(many).toMatchObject({ marketing: 'quarantine', unreadable: ['encoded_content'] });
  });

  it('without one asks nobody to read', async () => {
    const world = createWorld();
    await processed(world, { body: JSON.stringify({ event: 'x', id: 'evt_1Nabcdefghijklmnop' }) });
    expect(world.wire.calls).not.toContain('documents.read');
  });
});
