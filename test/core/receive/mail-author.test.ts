import { describe, expect, it } from 'vitest';
import { mailAuthor, mayWrite } from '../../../lambdas/core/receive/mail-author.ts';

const mail = (...lines: string[]) => Buffer.from([...lines, '', 'hello'].join('\r\n'));

describe('the author of a mail', () => {
  it.each([
    ['an address', 'From: results@lab.example', 'results@lab.example'],
    ['a name before it', 'From: "Lab, Results" <results@lab.example>', 'results@lab.example'],
    ['capital letters', 'FROM: Results@Lab.Example', 'results@lab.example'],
    ['a folded line', 'From: Results\r\n <results@lab.example>', 'results@lab.example'],
    ['an address in angle brackets', 'From: <results@lab.example> ', 'results@lab.example'],
    ['a name right before it', 'From: "Lab"<results@lab.example>', 'results@lab.example'],
    ['words with a dot', "From: J. O'Neil <results@lab.example>", 'results@lab.example'],
    ['letters as they are', 'From: Zoë Åberg <results@lab.example>', 'results@lab.example'],
    ['an encoded word', 'From: =?utf-8?q?Zo=C3=AB?= <results@lab.example>', 'results@lab.example'],
    ['an address with signs', 'From: a.b+c_d`e@lab.example', 'a.b+c_d`e@lab.example'],
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
    ['two stand in angle brackets', ['From: <results@lab.example> <evil@evil.com>']],
    ['the second has a word before it', ['From: x <results@lab.example> y <evil@evil.com>']],
    ['two stand side by side', ['From: results@lab.example evil@evil.com']],
    ['a comment is not closed', ['From: results@lab.example(.evil.com']],
    ['a comment is closed', ['From: results@lab.example (Lab)']],
    ['a comment stands before it', ['From: (a@evil.com) results@lab.example']],
    ['one stands before a tab', ['From: evil@evil.com\t<results@lab.example>']],
    ['it has a route', ['From: <@evil.com:victim@good.com>']],
    ['more comes after the angle bracket', ['From: <victim@good.com>evil@evil.com>']],
    ['a word comes after it', ['From: <results@lab.example> x']],
    ['the angle bracket is not closed', ['From: <victim@good.com']],
    ['the angle bracket is not opened', ['From: victim@good.com>']],
    ['a quotation mark is escaped', ['From: "a\\" <evil@evil.com> \\"" <results@lab.example>']],
    ['angle brackets are quoted', ['From: "<evil@evil.com>" <results@lab.example>']],
    ['a quotation is not closed', ['From: "Lab <results@lab.example>']],
    ['a quotation stands among words', ['From: the "Lab" <results@lab.example>']],
    ['the local part is quoted', ['From: "results"@lab.example']],
    ['the domain is a literal', ['From: results@[127.0.0.1]']],
    ['the address has other letters', ['From: résults@lab.example']],
    ['a name has a control character', ['From: La\x1bb <results@lab.example>']],
    ['there is white space in the address', ['From: < results@lab.example >']],
    ['a CR alone ends a line', ['X: y\rFrom: a@evil.com', 'From: results@lab.example']],
    ['an LF alone ends a line', ['X: y\nZ: z', 'From: results@lab.example']],
    ['an LF alone ends the header', ['From: results@lab.example', 'X: y\n\nFrom: a@evil.com']],
    ['an LF alone is the empty line', ['From: results@lab.example', '\nFrom: a@evil.com']],
    ['only its header has LF alone', ['From: results@lab.example\n\nFrom: a@evil.com']],
    ['there is a NUL', ['X: y\0', 'From: results@lab.example']],
  ])('is nobody where %s', (_, lines) => {
    expect(mailAuthor(mail(...lines))).toBeUndefined();
  });

  it('is told where a program that stored the mail ended every line with LF', () => {
    const stored = mail('Subject: x', 'From: Lab\r\n <results@lab.example>').toString();
    expect(mailAuthor(Buffer.from(stored.replaceAll('\r', '')))).toBe('results@lab.example');
  });

  it('is told whatever ends the lines of the body', () => {
    const raw = mail('From: results@lab.example', '', 'one\ntwo\rthree\0');
    expect(mailAuthor(raw)).toBe('results@lab.example');
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
