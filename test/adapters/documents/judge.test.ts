import { describe, expect, it } from 'vitest';
import { judge } from '../../../lambdas/adapters/documents/thread/judge.ts';

const read = (...words: readonly (readonly [string, number])[]) =>
  judge({ text: '', words: words.map(([text, confidence]) => ({ text, confidence })) }).reason;

describe('what was recognized', () => {
  it.each([
    [
      'counts when its words are sure',
      [
        ['Walter', 96],
        ['Grace', 91],
      ],
      undefined,
    ],
    [
      'counts when a sign or two are guessed',
      [
        ['Walter', 96],
        ['Grace', 91],
        ['a', 20],
      ],
      undefined,
    ],
    [
      'counts whatever is no letter',
      [
        ['Walter', 96],
        ['~~|~~', 5],
      ],
      undefined,
    ],
    [
      'is not relied on when a name in it was guessed',
      [
        ['Patient', 96],
        ['Wolfer', 41],
      ],
      'low_confidence',
    ],
    ['is not relied on when all of it was', [['xq', 12]], 'low_confidence'],
    ['is nothing when there are no words', [], 'no_text_recognized'],
    [
      'is nothing when there are no letters',
      [
        ['', 95],
        ['--', 80],
      ],
      'no_text_recognized',
    ],
  ] as const)('%s', (_what, words, reason) => {
    expect(read(...words)).toBe(reason);
  });
});
