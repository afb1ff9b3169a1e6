import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listening } from '../endpoints.ts';

/** What AWS answers instead of taking a text. */
export interface TextsFault {
  readonly code: string;
  readonly status: number;
  /** Of End User Messaging, why. */
  readonly reason?: string;
  /** Ends the connection instead of answering. */
  readonly hangsUp?: true;
}

/** One call as it came over the wire. */
export interface TextsCall {
  readonly operation: 'SendTextMessage' | 'SendWhatsAppMessage' | 'Publish';
  readonly input: Readonly<Record<string, unknown>>;
  readonly authorization: string;
}

export interface TextsEndpoint extends Listening {
  readonly calls: TextsCall[];
  fault: TextsFault | undefined;
}

export const MESSAGE_ID = '7e0c3f5a-0000-4000-8000-000000000001';
/** Stands in whatever AWS says of a failure, and may stand nowhere else. */
export const CANARY = 'Zebediah-Quill';

/**
 * As much of AWS as takes texts: End User Messaging (AWS JSON 1.0), End User Messaging Social (REST-JSON) and SNS (the
 * query protocol).
 */
export async function startTexts(): Promise<TextsEndpoint> {
  const calls: TextsCall[] = [];
  let fault: TextsFault | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = readCall(request, Buffer.concat(chunks).toString('utf8'));
      calls.push(call);
      if (fault?.hangsUp === true) {
        request.socket.destroy();
        return;
      }
      const isXml = call.operation === 'Publish';
      response.setHeader('content-type', isXml ? 'text/xml' : 'application/json');
      if (fault === undefined) response.end(isXml ? TAKEN_XML : JSON.stringify(TAKEN));
      else response.writeHead(fault.status).end(isXml ? faultXml(fault) : faultJson(fault));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const TAKEN = { MessageId: MESSAGE_ID, messageId: MESSAGE_ID };
const TAKEN_XML = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${MESSAGE_ID}</MessageId></PublishResult></PublishResponse>`;

const faultJson = ({ code, reason }: TextsFault) =>
  JSON.stringify({ __type: code, message: CANARY, Message: CANARY, Reason: reason });
const faultXml = ({ code }: TextsFault) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${CANARY}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

function readCall({ headers, url }: IncomingMessage, body: string): TextsCall {
  const authorization = headers.authorization ?? '';
  if (headers['x-amz-target'] === 'PinpointSMSVoiceV2.SendTextMessage') {
    return { operation: 'SendTextMessage', input: readJson(body), authorization };
  }
  if (url === '/v1/whatsapp/send') {
    return { operation: 'SendWhatsAppMessage', input: readJson(body), authorization };
  }
  const form = new URLSearchParams(body);
  if (form.get('Action') !== 'Publish') throw new TypeError('no operation that is known here');
  return { operation: 'Publish', input: Object.fromEntries(form), authorization };
}

const readJson = (body: string) => JSON.parse(body) as Record<string, unknown>;
