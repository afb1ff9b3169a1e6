import { MAX_SEND_BYTES } from '../../lambdas/handlers/http/send-app.ts';
import type { Clock } from '../../lambdas/ports/clock.ts';
import type { Log } from '../../lambdas/ports/log.ts';
import { errorCode } from '../data-folder-error.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Gateway } from '../gateway.ts';
import { ListenError, listenSentence } from '../http-server.ts';
import { serverCertificate, type CertificateFiles } from './certificate.ts';
import { listenForSmtp, type SmtpListener } from './listener.ts';

/** A port that is asked for, or the usual one where it is free and any other where it is not. */
export type SmtpPort = number | { readonly usual: number };

export interface SmtpOptions {
  /** Address to listen on. */
  readonly host: string;
  /** With STARTTLS; absent: nobody listens. */
  readonly port?: SmtpPort;
  /** With TLS from the first byte; absent: nobody listens. */
  readonly securePort?: SmtpPort;
  /** One's own; one that Cordon makes if absent. */
  readonly certificate?: CertificateFiles;
}

/** How mail programs connect, for `cordon keys add` and people. */
export interface SmtpAddress {
  readonly host: string;
  readonly port?: number;
  readonly securePort?: number;
  /** File of the certificate that they must trust; absent for one that was brought. */
  readonly certificate?: string;
}

export interface RunningSmtp {
  readonly address: SmtpAddress;
  close(): Promise<void>;
}

interface SmtpDependencies {
  readonly data: DataFolder;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws ListenError and DataFolderError, each with one clear sentence */
export async function startSmtp(
  { host, port, securePort, certificate: given }: SmtpOptions,
  { data, gateway, clock, log }: SmtpDependencies,
): Promise<RunningSmtp> {
  const certificate = await serverCertificate(data, clock.now(), given);
  const shared = {
    ...{ host, certificate, log, maxBytes: MAX_SEND_BYTES },
    isSenderKey: (credential: string) => gateway.isSenderKey(credential),
    post: async (request: Request) => gateway.app.fetch(request),
    mailIn: gateway.mailIn,
  };
  const listeners: SmtpListener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const listen = async (asked: SmtpPort, isImplicit: boolean): Promise<number> => {
    const listener = await listenOn(
      asked,
      (free) => listenForSmtp({ ...shared, port: free, isImplicit }),
      (error, taken) =>
        listenSentence(error, host, taken, isImplicit ? '--smtps-port' : '--smtp-port'),
    );
    listeners.push(listener);
    return listener.port;
  };
  try {
    const address: SmtpAddress = {
      host,
      ...(port === undefined ? {} : { port: await listen(port, false) }),
      ...(securePort === undefined ? {} : { securePort: await listen(securePort, true) }),
      ...(certificate.path === undefined ? {} : { certificate: certificate.path }),
    };
    return { address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listenOn(
  asked: SmtpPort,
  listen: (port: number) => Promise<SmtpListener>,
  sentence: (error: unknown, port: number) => string,
): Promise<SmtpListener> {
  const port = typeof asked === 'number' ? asked : asked.usual;
  try {
    return await listen(port);
  } catch (error) {
    const isTaken = errorCode(error) === 'EADDRINUSE';
    if (typeof asked !== 'number' && isTaken) return listen(0);
    throw new ListenError(sentence(error, port));
  }
}
