import { describe, expect, it } from 'vitest';
import { maySpellText } from '../../../lambdas/core/parse/may-spell-text.ts';
import { printable } from '../../../lambdas/core/parse/printable.ts';

describe('a cheap look at base64', () => {
  it.each(['base64', 'base64url'] as const)('passes over no text in %s', (alphabet) => {
    const missed: string[] = [];
    for (let code = 0; code < 0x1_1000; code += code < 0x800 ? 1 : 13) {
      const character = String.fromCodePoint(code);
      for (const text of [
        `${character}ara`,
        `M${character}ra`,
        `Ma${character}a`,
        `\t${character}??`,
      ]) {
        const bytes = Buffer.from(text);
        const isMissed = printable(bytes) !== undefined && !maySpellText(bytes.toString(alphabet));
        if (isMissed) missed.push(text);
      }
    }
    expect(missed).toEqual([]);
  });

  it.each(['metformin', 'patientname', 'XQH123456789', 'fwAA', '-_-_', 'QUJ_'])(
    'sees that %j spells no text',
    (letters) => {
      expect(maySpellText(letters)).toBe(false);
    },
  );

  it.each(['=', 'QQ==', 'Q', 'Q Q Q Q', '\u00e9\u00e9\u00e9\u00e9', ''])(
    'leaves %j to a closer look',
    (letters) => {
      expect(maySpellText(letters)).toBe(true);
    },
  );
});
