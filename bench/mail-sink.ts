import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { openMailbox } from '../local/mailbox.ts';
import { createSelfSigned } from '../local/smtp/self-signed-certificate.ts';

/**
 * The least that a mail server can do and be safe: STARTTLS, a login, and each message durable before it is answered, in
 * the same mailbox that the gateway's SES keeps. Prints one line when it is ready: `{"port", "certificate"}`.
 */

const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-mail-'));
const mailbox = await openMailbox(folder);
const { key, certificate } = createSelfSigned(new Date());
let count = 0;

const server = new SMTPServer({
  ...{ key, cert: certificate, logger: false },
  onAuth: (_auth, _session, done) => {
    done(null, { user: 'bench' });
  },
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      count += 1;
      const message = {
        ...{ messageId: `sink-${String(count)}`, receivedAt: new Date().toISOString() },
        ...{ lane: 'clinical' as const, from, identity: 'bench', tags: [], subject: '' },
        configurationSet: {
          name: 'bench',
          lane: 'clinical' as const,
          tlsPolicy: 'REQUIRE' as const,
        },
        to: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(chunks).toString('base64'),
      };
      void mailbox.add(message).then(() => {
        done();
      }, done);
    });
  },
});
server.on('error', () => undefined);
const listening = server.listen(0, '127.0.0.1');
await once(listening, 'listening');
const address = listening.address();
console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0, certificate }));

process.once('SIGINT', () => {
  server.close(() => {
    void rm(folder, { recursive: true, force: true }).then(() => process.exit(0));
  });
});
