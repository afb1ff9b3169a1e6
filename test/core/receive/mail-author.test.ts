import { describe, expect, it } from 'vitest';
import { mailAuthor, mayWrite } from '../../../lambdas/core/receive/mail-author.ts';

const mail = (...lines: string[]) => Buffer.from([...lines, '', 'hello'].join('\r\n'));

describe('the author of a mail', () => {
  it.each([
    ['an address', 'From: results@lab.example', 'results@lab.example'],
    ['a name before it', 'From: "Lab, Results" <results@lab.example>', 'results@lab.example'],
    ['capital letters', 'FROM: Results@Lab.Example', 'results@lab.example'],
    ['a folded line', 'From: Results\r\n <results@lab.example>', 'results@lab.example'],
  ])('is told by %s', (_, line, author) => {
    expect(mailAuthor(mail('Subject: x', line, 'To: a@b.example'))).toBe(author);
  });

  it.each([
    ['there is none', ['Subject: x']],
    ['there are two fields', ['From: a@lab.example', 'From: b@lab.example']],
    ['there are two addresses', ['From: a@lab.example, b@lab.example']],
    ['there is a group', ['From: Lab: a@lab.example;']],
    ['it is nothing', ['From: ']],
    ['it is no address', ['From: the lab']],
    ['the header is malformed', ['From: a@lab.example', 'no field']],
    ['it stands in the body', ['Subject: x', '', 'From: a@lab.example']],
  ])('is nobody where %s', (_, lines) => {
    expect(mailAuthor(mail(...lines))).toBeUndefined();
  });
});

describe('who may write to a source', () => {
  it.each([
    ['anybody where nobody is named', undefined, 'a@mail.example', true],
    ['nobody knows who, where nobody is named', undefined, undefined, true],
    ['an address that is named', ['a@lab.example'], 'a@lab.example', true],
    ['any address of a domain that is named', ['lab.example'], 'b@lab.example', true],
    ['not another address', ['a@lab.example'], 'b@lab.example', false],
    ['not a domain under it', ['lab.example'], 'a@x.lab.example', false],
    ['not a domain that ends alike', ['lab.example'], 'a@evil-lab.example', false],
    ['not nobody', ['lab.example'], undefined, false],
  ])('is %s', (_, senders, author, may) => {
    expect(mayWrite(author, senders === undefined ? {} : { senders })).toBe(may);
  });
});
