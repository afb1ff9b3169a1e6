import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Entity {
  readonly Type: string;
  readonly BeginOffset: number;
  readonly EndOffset: number;
  readonly Score: number;
  readonly Text: string;
}

/** What the endpoint does with a text: an answer, or undefined where it did something else with the response. */
export type Answer = (text: string, response: ServerResponse) => object | undefined;

export interface ComprehendEndpoint {
  readonly url: string;
  /** What it was asked about. */
  readonly texts: readonly string[];
  close(): Promise<void>;
}

/** An endpoint that speaks Comprehend Medical's protocol (AWS JSON 1.1). */
export async function startComprehend(answer: Answer): Promise<ComprehendEndpoint> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { Text: string };
      texts.push(Text);
      const value = answer(Text, response);
      if (value === undefined) return;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(value));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    texts,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Finds a name wherever it stands, by code points as the service counts. */
export function naming(name: string): Answer {
  return (text) => ({
    Entities: [...text.matchAll(new RegExp(name, 'g'))].map(({ index }): Entity => {
      const BeginOffset = [...text.slice(0, index)].length;
      const EndOffset = BeginOffset + [...name].length;
      return { Type: 'NAME', BeginOffset, EndOffset, Score: 0.9, Text: name };
    }),
  });
}

/** Ways in which it fails, the first of which never answers. */
export const FAILURES: readonly (readonly [how: string, answer: Answer])[] = [
  ['never answers', () => undefined],
  ['fails', (_, response) => void response.writeHead(500).end('{}')],
  ['refuses', (_, response) => void response.writeHead(400).end('{"__type":"AccessDenied"}')],
  ['hangs up', (_, response) => void response.destroy()],
  ['answers nonsense', () => ({ Entities: 'none' })],
];
