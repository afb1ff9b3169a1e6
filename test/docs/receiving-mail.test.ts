import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mailInDoubt } from '../../lambdas/core/decide/mail-in-doubt.ts';
import { MAIL_DOUBTS } from '../../lambdas/core/receive/mail-doubt.ts';

const page = readFileSync(new URL('../../docs/receiving-mail.md', import.meta.url), 'utf8');
const part = (heading: string) => page.split(/^## /m).find((one) => one.startsWith(heading)) ?? '';

describe('the page on mail that comes in', () => {
  it.each(['What vouches for mail', 'What becomes of mail in doubt'])(
    'has a row for every doubt: %s',
    (heading) => {
      const rows = [...part(heading).matchAll(/^\| `(mail_\w+)`/gm)].map(([, code]) => code);
      expect(new Set(rows)).toEqual(new Set(MAIL_DOUBTS));
    },
  );

  it('promises nobody that mail in doubt can be opened, and neither does its decision', () => {
    expect(part('What becomes of mail in doubt')).toMatch(/nobody can open it/);
    expect(mailInDoubt('v1').remedy).toMatch(/^Nobody opens it, .*asks for it again/);
  });
});
