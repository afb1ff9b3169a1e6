import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { emailAddress } from '../../lambdas/core/send/fields.ts';
import { parseCredential } from '../../lambdas/core/send/sender-credential.ts';
import { errorClass, type Log } from '../../lambdas/ports/log.ts';
import type { CertificatePair } from './self-signed-certificate.ts';
import { isInbound, receiveMail, type MailIn } from './receiving.ts';
import { reply, type Reply } from './replies.ts';
import { readData, submit, type Post } from './submission.ts';

export interface SmtpListenerOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (RFC 8314 3.3); otherwise STARTTLS, before which nothing is taken. */
  readonly isImplicit: boolean;
  readonly certificate: CertificatePair;
  /** Bytes of one message. */
  readonly maxBytes: number;
  /** Whether a credential is a sender's key that is in force. */
  readonly isSenderKey: (credential: string) => Promise<boolean>;
  readonly post: Post;
  /** Where mail goes that comes in for a source. */
  readonly mailIn: MailIn;
  readonly log: Log;
}

export interface SmtpListener {
  readonly port: number;
  /** Takes no more; what was sent whole is answered, and whoever is still there is told 421. */
  close(): Promise<void>;
}

/** Left of an old program, or for other servers' use. */
const DISABLED = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'];
const LOG_IN = 'Log in first: the password is a sender key';
const MAX_CLIENTS = 128;
/** Messages in memory at once; each may have `maxBytes`. */
const MAX_UNDER_WAY = 32;
/** Recipients of one message, as for the other APIs. */
const MAX_RECIPIENTS = 1000;
const MAX_MESSAGES = 1000;
/** Before a login: EHLO, STARTTLS, EHLO, AUTH, and some more. */
const MAX_UNAUTHENTICATED = 12;
const MAX_LOGINS = 3;
/** Milliseconds after the first wrong login, doubled with each. */
const LOGIN_DELAY = 250;
/** Milliseconds of silence; senders keep connections open between messages. */
const IDLE = 60_000;
/** Milliseconds that messages under way have at the end. */
const CLOSING = 10_000;
/** A line of a command: the longest is AUTH with a key. */
const MAX_COMMAND = 4096;

/** RFC 5321, RFC 6409 (submission), RFC 4954 (AUTH), RFC 3207 (STARTTLS), RFC 1870, RFC 6152, RFC 6531. */
export async function listenForSmtp(options: SmtpListenerOptions): Promise<SmtpListener> {
  const { host, port, isImplicit, certificate, maxBytes, isSenderKey, post, mailIn, log } = options;
  const underWay = new Set<string>();
  const wrongLogins = new Map<string, number>();
  let isClosing = false;

  const settings: SMTPServerOptions = {
    name: 'cordon',
    secure: isImplicit,
    cert: certificate.certificate,
    key: certificate.key,
    minVersion: 'TLSv1.2',
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: DISABLED,
    authRequiredMessage: `5.7.0 ${LOG_IN}`,
    disableReverseLookup: true,
    logger: false,
    size: maxBytes,
    maxClients: MAX_CLIENTS,
    maxRecipients: MAX_RECIPIENTS,
    maxCommandLength: MAX_COMMAND,
    maxAllowedUnauthenticatedCommands: MAX_UNAUTHENTICATED,
    socketTimeout: IDLE,
    closeTimeout: CLOSING,
    onConnect(session, done) {
      // Not offered in the clear: a program that sees it may send its password before anybody tells it not to.
      if (!session.secure) session.disabledCommands = [...DISABLED, 'AUTH'];
      done();
    },
    onSecure(_socket, session, done) {
      session.disabledCommands = DISABLED;
      done();
    },
    onAuth(auth, session, done) {
      void (async () => {
        const password = auth.password ?? '';
        // Forms of a key for other clients have something in front of it; as it is printed for SMTP it has nothing.
        const known = parseCredential(password) !== undefined && (await isSenderKey(password));
        if (known) {
          done(undefined, { user: password });
          return;
        }
        log.write({ event: 'send.unauthenticated', dialect: 'smtp' });
        const times = (wrongLogins.get(session.id) ?? 0) + 1;
        wrongLogins.set(session.id, times);
        await sleep(LOGIN_DELAY * 2 ** (times - 1));
        done(undefined, {
          message: '5.7.8 The password is not a sender key that is in force',
          responseCode: times < MAX_LOGINS ? 535 : 421,
        });
      })().catch((error: unknown) => {
        log.write({ event: 'request.failed', route: 'smtp', errorClass: errorClass(error) });
        done(fault(reply(454, '4.7.0', 'A service is away; log in again later')));
      });
    },
    onMailFrom(_address, session, done) {
      // Where AUTH is not offered, the server would let it pass.
      if (!session.secure) {
        done(fault(reply(530, '5.7.0', 'Begin TLS first, with STARTTLS')));
      } else if (session.user === undefined) {
        done(fault(reply(530, '5.7.0', LOG_IN)));
      } else if (session.transaction > MAX_MESSAGES) {
        done(fault(reply(421, '4.7.0', 'Too many messages in one connection; open another')));
      } else if (underWay.size >= MAX_UNDER_WAY) {
        done(fault(reply(451, '4.3.2', 'Too many messages are under way; try again later')));
      } else done();
    },
    onRcptTo({ address }, _session, done) {
      if (emailAddress.safeParse(onWire(address)).success) done();
      else done(fault(reply(553, '5.1.3', 'This is not an address that mail is sent to')));
    },
    onData(stream, session, done) {
      underWay.add(session.id);
      void receive(stream, session)
        .catch((error: unknown) => {
          log.write({ event: 'request.failed', route: 'smtp', errorClass: errorClass(error) });
          return reply(451, '4.3.0', 'The message was not taken; try again later');
        })
        .then((answer) => {
          underWay.delete(session.id);
          if (answer.code === 250) done(undefined, answer.lines.join(' '));
          else done(fault(answer));
          if (isClosing) setImmediate(() => hangUp(session.id));
        });
    },
    onClose({ id }) {
      underWay.delete(id);
      wrongLogins.delete(id);
    },
  };

  async function receive(
    stream: Parameters<NonNullable<SMTPServerOptions['onData']>>[0],
    { envelope, user }: SMTPServerSession,
  ): Promise<Reply> {
    const data = await readData(stream, maxBytes);
    if (data === 'too_large') {
      return reply(552, '5.3.4', `The limit of a message is ${String(maxBytes)} bytes`);
    }
    const recipients = envelope.rcptTo.map(({ address }) => onWire(address));
    if (recipients.some(isInbound)) return receiveMail(data, recipients, mailIn);
    return submit(data, recipients, String(user), post);
  }

  const server = new SMTPServer(settings);
  // A connection that breaks concerns its client alone.
  server.on('error', () => undefined);

  function hangUp(id: string): void {
    for (const connection of server.connections) {
      if (connection.id === id) connection.send(421, '4.3.2 The gateway is stopping');
    }
  }

  server.listen(port, host);
  await once(server.server, 'listening');
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((closed) => {
        isClosing = true;
        server.close(closed);
        for (const { id } of server.connections) if (!underWay.has(id)) hangUp(id);
      }),
  };
}

/** The server shows domains in letters; mail is sent to what the letters stand for (RFC 5891). */
function onWire(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return `${address.slice(0, at)}${/^[\0-\x7f]*$/.test(domain) ? domain : domainToASCII(domain)}`;
}

/** As the server takes a reply: the text of an error, or its lines. */
function fault({ code, lines }: Reply): Error {
  return Object.assign(new Error('refused'), {
    responseCode: code,
    message: lines.length === 1 ? lines[0] : lines,
  });
}
