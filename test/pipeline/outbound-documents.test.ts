import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Attachment, EmailMessage } from '../../lambdas/core/send/outbound-message.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { pdf, text } from '../adapters/documents/pdf-files.ts';
import { docx, paragraph, rowsOf, xlsx } from '../core/extract/office-files.ts';
import { PLAIN } from '../core/send/messages.ts';
import { createWorld, type World } from './fakes/world.ts';

const SENDER: Sender = {
  keyId: 'mk_marketing1',
  entityId: 'mercy-hospital',
  lane: 'marketing',
  purpose: 'marketing',
};

const picture = (name: string): Buffer =>
  readFileSync(new URL(`../adapters/documents/files/${name}`, import.meta.url));

const withFiles = (...contents: readonly Uint8Array[]): EmailMessage => ({
  ...PLAIN,
  attachments: contents.map((content, index): Attachment => ({
    filename: `file${index}.bin`,
    contentType: 'application/octet-stream',
    content,
  })),
});

async function send(world: World, ...messages: readonly EmailMessage[]) {
  const watch = startStopwatch(world.send.marketing.clock);
  const outcome = await sendMessages(messages, SENDER, watch, world.send.marketing);
  const [record] = world.ledger.records.values();
  return {
    kind: outcome.kind,
    classification: record?.classification,
    unreadable: record?.unreadable,
  };
}

const CLEAN = 'The office opens at nine';
const VISIT = [
  ['Patient name', 'Diagnosis'],
  ['Walter Grace', 'asthma'],
];

describe('a marketing message with a document', () => {
  it('leaves when all of its documents are clean', async () => {
    const message = withFiles(
      await pdf(text(CLEAN)),
      docx(paragraph(CLEAN)),
      xlsx([{ name: 'Plan', rows: rowsOf([['Task'], ['Order paper']]) }]),
      picture('newsletter.png'),
    );
    expect(await send(createWorld(), message)).toEqual({
      kind: 'accepted',
      classification: 'none',
      unreadable: [],
    });
  });

  it.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    [
      'the text of a PDF',
      () => pdf(text(CLEAN), text('Patient Walter Grace, MRN 5518820, has asthma')),
    ],
    ['a Word document', () => docx(paragraph('Patient Walter Grace, MRN 5518820, has asthma'))],
    ['a workbook', () => xlsx([{ name: 'Visits', rows: rowsOf(VISIT) }])],
    ['a picture', () => picture('summary.png')],
  ])('is refused when %s tells of a patient', async (_what, file) => {
    const world = createWorld();
    expect(await send(world, withFiles(await file()))).toEqual({
      kind: 'refused',
      classification: 'phi',
      unreadable: [],
    });
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('is held when nobody can read one, and the reason is recorded', async () => {
    const held = await send(createWorld(), withFiles(picture('locked.pdf')));
    expect(held).toMatchObject({ kind: 'held', unreadable: ['encrypted'] });
  });

  it.each(['before', 'after'] as const)(
    'is held when the reader fails %s its work',
    async (fault) => {
      const world = createWorld();
      world.wire.failAlways('documents.read', fault);
      const held = await send(world, withFiles(await pdf(text(CLEAN))));
      expect(held).toMatchObject({ kind: 'held', unreadable: ['unsupported_format'] });
    },
  );

  it('has each document read once, however many messages carry it; without one nobody is asked', async () => {
    const world = createWorld();
    const message = withFiles(docx(paragraph(CLEAN)));
    await send(world, message, { ...message, subject: 'Again' });
    expect(world.wire.calls.filter((call) => call === 'documents.read')).toHaveLength(1);
    const other = createWorld();
    await send(other, PLAIN);
    expect(other.wire.calls).not.toContain('documents.read');
  });
});
