import { describe, expect, it } from 'vitest';
import { mailboxList } from '../../../lambdas/core/send/mailboxes.ts';

describe('a list of mailboxes', () => {
  it.each([
    ['a name in Latin letters', 'A Reader <a@mail.example>', 'A Reader'],
    ['a name with an accent', 'Jürgen Müller <a@mail.example>', 'Jürgen Müller'],
    ['a name in other letters', '"Доктор Хаус" <a@mail.example>', 'Доктор Хаус'],
    ['a name with a picture', 'Clinic 🏥 <a@mail.example>', 'Clinic 🏥'],
    ['an encoded name', '=?utf-8?q?J=C3=BCrgen?= <a@mail.example>', 'Jürgen'],
    ['letters beside encoded ones', 'Doña =?utf-8?q?J=C3=BCrgen?= <a@mail.example>', 'Doña Jürgen'],
  ])('keeps %s', (_, written, name) => {
    expect(mailboxList.safeParse(written).data).toEqual([{ address: 'a@mail.example', name }]);
  });

  it.each([
    ['a group', 'Readers: a@mail.example, b@mail.example;'],
    ['half of a character', 'A \ud800 <a@mail.example>'],
    ['a character set that nobody reads', '=?utf-7?q?J?= <a@mail.example>'],
  ])('refuses %s', (_, written) => {
    expect(mailboxList.safeParse(written).success).toBe(false);
  });
});
