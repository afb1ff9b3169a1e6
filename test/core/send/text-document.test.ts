import { describe, expect, it } from 'vitest';
import { messageDocument } from '../../../lambdas/core/send/message-document.ts';
import { scanMessage } from '../../../lambdas/core/send/scan-message.ts';
import {
  TEXT_MESSAGE_CHANNELS,
  type TextMessage,
} from '../../../lambdas/core/send/text-message.ts';
import { PLAIN_TEXT } from './messages.ts';

const PHI = 'Walter Grace, MRN RC-0093315, was diagnosed with pneumonia';
const ESCAPED = encodeURIComponent(PHI);
const FILES = 'https://files.clinic.example';

const classOf = (change: Partial<TextMessage>) =>
  scanMessage({ ...PLAIN_TEXT, ...change }).report.classification;

describe('what a text says', () => {
  it.each<[string, Partial<TextMessage>]>([
    ['in its words', { text: PHI }],
    ['in its words, escaped', { text: `${FILES}/?note=${ESCAPED}` }],
    ['in the path of its media', { mediaUrls: [`${FILES}/${ESCAPED}.png`] }],
    [
      'in a path with hyphens',
      { mediaUrls: [`${FILES}/walter-grace-mrn-rc-0093315-pneumonia.png`] },
    ],
    ['in the query of its media', { mediaUrls: [`${FILES}/a.png?note=${ESCAPED}`] }],
    [
      'in the names of the query',
      { mediaUrls: [`${FILES}/a.png?patient=Walter+Grace&mrn=RC-0093315&diagnosis=pneumonia`] },
    ],
    ['in the fragment of its media', { mediaUrls: [`${FILES}/a.png#${ESCAPED}`] }],
    [
      'in the second of its media',
      { mediaUrls: [`${FILES}/a.png`, `${FILES}/b.png?note=${ESCAPED}`] },
    ],
    ['in what is attached to it', { metadata: { note: PHI } }],
    ['in the name of what is attached', { metadata: { [PHI]: 'x' } }],
    ['to the person it goes to', { text: 'Your HIV test result is ready.' }],
  ])('%s is found', (_where, change) => {
    for (const channel of TEXT_MESSAGE_CHANNELS) {
      expect(classOf({ ...change, channel })).toBe('phi');
    }
  });

  it.each<[string, Partial<TextMessage>]>([
    ['words that name nobody', {}],
    [
      'an address of media that says nothing',
      { mediaUrls: [`${FILES}/2026/hours-monday.png?v=3`] },
    ],
    ['its own sender, a number', { from: '+12025550100' }],
    ['its own sender, a name', { from: 'Clinic' }],
    ['to whom it goes, which is no content', { to: ['+12025550123', '+12025550124'] }],
  ])('%s is clean', (_what, change) => {
    expect(classOf(change)).toBe('none');
  });

  it('takes the name of its sender for words', () => {
    const { segments } = messageDocument({ ...PLAIN_TEXT, from: 'JANE_ROE' });
    expect(segments.map(({ text }) => text)).toContain('JANE ROE');
  });

  it('with an address in a form that nobody can decode is not read', () => {
    const { unreadable } = messageDocument({
      ...PLAIN_TEXT,
      mediaUrls: [`${FILES}/=?x-unknown?B?SmFuZQ==?=`],
    });
    expect(unreadable.map(({ reason }) => reason)).toContain('encoded_content');
  });
});
