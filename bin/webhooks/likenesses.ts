/** Something as it may have been before somebody wrote it in another way. */
export interface Likeness<T> {
  readonly words: string;
  readonly is: T;
}

/** Secrets as they may have been meant. */
export function secretsLike(secrets: readonly string[]): readonly Likeness<readonly string[]>[] {
  const all = (words: string, change: (secret: string) => string) => ({
    words,
    is: secrets.map(change),
  });
  return [
    all('the secret has white space around it, without which it is right', (each) => each.trim()),
    all('the secret has quotation marks around it, without which it is right', (each) =>
      each.replace(/^(["'])(.*)\1$/s, '$2'),
    ),
    all('whsec_ is missing before the secret', (each) => `whsec_${each}`),
    all('whsec_ belongs to no secret of this vendor', (each) => each.replace(/^whsec_/, '')),
    all('the key is in hexadecimal, and base64 is wanted', (each) =>
      Buffer.from(each, 'hex').toString('base64'),
    ),
    all('the key is text, and its base64 is wanted', (each) =>
      Buffer.from(each).toString('base64'),
    ),
    all('the key is in base64, and the text in it is wanted', (each) =>
      Buffer.from(each, 'base64').toString('utf8'),
    ),
    all('the key is in hexadecimal, and the text in it is wanted', (each) =>
      Buffer.from(each, 'hex').toString('utf8'),
    ),
    all('the key is in the base64 of URLs', (each) =>
      each
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replace(/^whsec\//, 'whsec_'),
    ),
  ];
}

/** Bodies as they may have been before something parsed, encoded or cut them. */
export function bodiesLike(given: Uint8Array): readonly Likeness<Buffer>[] {
  const body = Buffer.from(given);
  const text = body.toString('utf8');
  const of = (words: string, other: string) => ({ words, is: Buffer.from(other) });
  const again = 'the body was parsed and written again';
  const json = parsed(text);
  const written =
    json === undefined
      ? []
      : [
          of(`${again}, with spaces`, JSON.stringify(json.value)),
          of(`${again}, without spaces`, JSON.stringify(json.value, undefined, 2)),
          of(`${again}, without spaces`, JSON.stringify(json.value, undefined, 4)),
          of(`${again}, without spaces`, JSON.stringify(json.value, undefined, '\t')),
          of(`${again}, without spaces`, spaced(json.value)),
          of(`${again}, without its escapes`, escaped(JSON.stringify(json.value))),
          of(`${again}, without its escapes`, escaped(spaced(json.value))),
          of(`${again}, without its escapes`, escaped(text)),
          of(`${again}, without its escapes`, escaped(text).replaceAll('/', String.raw`\/`)),
          of(`${again}, without its escapes`, text.replaceAll('/', String.raw`\/`)),
        ];
  return [
    of('a line end was added to the body', text.replace(/\r?\n$/, '')),
    of('the line end of the body is missing', `${text}\n`),
    of('the line end of the body is missing', `${text}\r\n`),
    of('a byte order mark was added to the body', text.replace(/^\ufeff/, '')),
    of('white space was added around the body', text.trim()),
    of('line ends of the body were changed from CRLF', text.replaceAll(/\r?\n/g, '\r\n')),
    of('line ends of the body were changed to CRLF', text.replaceAll('\r\n', '\n')),
    ...written,
    of('spaces of the form were written as + and not %20', text.replaceAll('+', '%20')),
    of('spaces of the form were written as %20 and not +', text.replaceAll('%20', '+')),
    { words: 'the body is in base64: say so in bodyEncoding', is: Buffer.from(text, 'base64') },
    { words: 'the body was read in another charset', is: Buffer.from(text, 'latin1') },
  ];
}

/** URLs as they may have been entered at the vendor. */
export function urlsLike(text: string): readonly Likeness<string>[] {
  const { hostname, protocol } = new URL(text);
  const ends: readonly (readonly [string, (url: string) => string])[] = [
    ['', (url) => url],
    ['a slash at its end', (url) => url.replace(/^([^?]*[^?/])(\?|$)/, '$1/$2')],
    ['no slash at its end', (url) => url.replace(/^([^?]*[^?/])\/(\?|$)/, '$1$2')],
    ['no query', (url) => url.replace(/\?.*$/s, '')],
  ];
  const starts: readonly (readonly [string, (url: string) => string])[] = [
    ['', (url) => url],
    [
      `${protocol === 'https:' ? 'http' : 'https'}, where ${protocol.slice(0, -1)} was given`,
      (url) =>
        protocol === 'https:' ? url.replace(/^https:/, 'http:') : url.replace(/^http:/, 'https:'),
    ],
    [
      'its port, which the scheme implies',
      (url) => withPort(url, protocol === 'https:' ? '443' : '80'),
    ],
    ['no port', (url) => url.replace(/^(https?:\/\/[^/?:]+):\d+/, '$1')],
    [
      'no first folder in its path',
      (url) => url.replace(/^(https?:\/\/[^/]+)\/[^/?]+(?=\/)/, '$1'),
    ],
    [
      hostname.startsWith('www.') ? 'no www. before its host' : 'www. before its host',
      (url) =>
        hostname.startsWith('www.') ? url.replace('//www.', '//') : url.replace('//', '//www.'),
    ],
  ];
  return starts
    .flatMap(([start, begin]) =>
      ends.map(([end, finish]) => ({
        words: [start, end].filter((words) => words !== '').join(', '),
        is: finish(begin(text)),
      })),
    )
    .filter(({ is }) => is !== text && URL.canParse(is));
}

function withPort(url: string, port: string): string {
  return url.replace(/^(https?:\/\/[^/?:]+)(?=[/?]|$)/, `$1:${port}`);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** With a space after each comma and colon, as Python writes it. No text of JSON holds a line end. */
function spaced(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replaceAll(/,\n */g, ', ').replaceAll(/\n */g, '');
}

/** With everything beyond ASCII escaped, as Meta and Python write it. */
function escaped(text: string): string {
  return text.replaceAll(
    /[\u0080-\uffff]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
