import { join } from 'node:path';
import { Hono } from 'hono';
import { systemClock } from '../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoLedger } from '../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createRegistryStore } from '../lambdas/adapters/aws/shared/registry-store.ts';
import type { HttpsVendorPagesOptions } from '../lambdas/adapters/aws/shared/https-vendor-pages.ts';
import { createDynamoDbClient } from '../lambdas/adapters/aws/shared/dynamodb-client.ts';
import { createSecretsManagerClient } from '../lambdas/adapters/aws/shared/secrets-manager-client.ts';
import type { SecondOpinionName } from '../lambdas/core/vocabulary.ts';
import { createClockControl } from './clock-control.ts';
import { createConsole } from './console.ts';
import { loadCredentials, type DevelopmentCredentials } from './credentials.ts';
import { cannot } from './data-folder-error.ts';
import { openDataFolder, RUNTIME_FILE } from './data-folder.ts';
import { checkParts, noteComplete } from './data-parts.ts';
import { writeWhole } from './durable-file.ts';
import { openEventLog } from './event-log.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { listenForGateway } from './http-server.ts';
import { serveOnLoopback } from './loopback-server.ts';
import { createMovableClock } from './movable-clock.ts';
import { DEVELOPMENT_SOURCES, seed } from './seed.ts';
import { startServices, type Relay, type Services } from './services.ts';
import { openSinks } from './sinks.ts';
import { startSmtp, type SmtpAddress, type SmtpOptions } from './smtp/start-smtp.ts';

export interface StartOptions {
  readonly data: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Where mail programs connect to; nowhere if absent. */
  readonly smtp?: SmtpOptions;
  /** Asked besides the scanner; `none` if absent. */
  readonly secondOpinion?: SecondOpinionName;
  /** The AWS region in which it is asked. */
  readonly region?: string;
  /** Tests only: where the pages of vendors are; on the internet if absent. */
  readonly vendorPages?: HttpsVendorPagesOptions;
  /** Messages that may wait before webhooks are put off; some thousands if absent. */
  readonly backlog?: number;
  /** Its wall clock can be moved, by `POST /dev/clock`; it is the system's if absent. */
  readonly movableClock?: boolean;
  /** Tests only: what stands between the functions and the services. */
  readonly relay?: Relay;
  /** Receives one short line for each event; absent: nobody is watching. */
  readonly show?: (line: string) => void;
}

/** What is listening where, and how to use it. */
export interface Running {
  readonly url: string;
  /** Mailbox and sinks, for a browser on this machine. */
  readonly consoleUrl: string;
  readonly dataFolder: string;
  readonly logFile: string;
  /** URL by name. */
  readonly services: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, { readonly url: string; readonly scheme: string }>>;
  readonly credentials: DevelopmentCredentials;
  /** Absent where mail programs cannot connect. */
  readonly smtp?: SmtpAddress;
  /** True on the first start of this data folder. */
  readonly isNew: boolean;
  /** Stops accepting, finishes what is under way, and closes everything. */
  readonly stop: () => Promise<void>;
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * The whole gateway in this process.
 *
 * @throws DataFolderError and ListenError, each with one clear sentence, and PolicyRejectedError.
 */
export async function startGateway(options: StartOptions): Promise<Running> {
  const data = await openDataFolder(options.data);
  const cleanup: (() => Promise<void>)[] = [() => data.close()];
  const stop = async (): Promise<void> => {
    for (const step of cleanup.splice(0).reverse()) await step();
  };
  try {
    await checkParts(data.path);
    const movable = options.movableClock === true ? createMovableClock() : undefined;
    const clock = movable ?? systemClock;
    const log = await openEventLog(join(data.path, 'logs'), options.show, clock);
    cleanup.push(() => log.close());
    const { credentials, isNew } = await loadCredentials(data.path);
    const services = await startServices(data, options.relay);
    cleanup.push(() => services.close());

    // Listens before the rest is ready, because destinations are registered with the port.
    const root = new Hono();
    const ready: { gateway?: Gateway } = {};
    root.all(
      '*',
      (c) => ready.gateway?.app.fetch(c.req.raw, c.env) ?? c.json({ error: 'starting' }, 503),
    );
    const server = await listenForGateway(root, options.host, options.port);
    cleanup.push(() => server.close());

    const sinks = await openSinks({
      folder: await data.folder('sinks'),
      secrets: credentials.destinations,
      now: () => clock.now().getTime(),
    });
    const development = new Hono();
    if (movable !== undefined) {
      const handOut = async (): Promise<void> => ready.gateway?.handOutDue();
      development.route('/dev', createClockControl(movable, handOut));
    }
    development.route(
      '/dev',
      createConsole({
        mailbox: services.mailbox,
        textbox: services.textbox,
        sinks,
        listening: { gateway: server.url, ...serviceUrls(services) },
      }),
    );
    // It shows what was delivered, PHI and all: never outside loopback, whatever the gateway listens on.
    const onLoopback = LOOPBACK_HOSTS.has(options.host);
    const aside = onLoopback ? undefined : await serveOnLoopback(development);
    if (aside !== undefined) cleanup.push(() => aside.close());
    const developmentUrl = aside?.url ?? server.url;

    const dynamodb = createDynamoDbClient(services.clients);
    const secretsManager = createSecretsManagerClient(services.clients);
    const registry = createRegistryStore({
      dynamodb,
      table: services.environment['CORDON_TABLE_REGISTRY'] ?? '',
      ledger: createDynamoLedger({
        dynamodb,
        table: services.environment['CORDON_TABLE_DECISIONS'] ?? '',
        clock,
      }),
      clock,
    });
    await seed(credentials, developmentUrl, registry, secretsManager);
    await noteComplete(data.path);
    dynamodb.destroy();
    secretsManager.destroy();

    const { secondOpinion, region, vendorPages, backlog } = options;
    const gateway = await createGateway(services, server.url, {
      clock,
      log,
      ...(backlog !== undefined && { backlog }),
      ...(secondOpinion !== undefined && { secondOpinion }),
      ...(region !== undefined && { region }),
      ...(vendorPages !== undefined && { vendorPages }),
    });
    if (onLoopback) {
      gateway.app.route('/', development);
      gateway.app.get('/', (c) => c.redirect('/dev'));
    }
    ready.gateway = gateway;
    await gateway.start();
    cleanup.push(() => gateway.stop());
    const smtp =
      options.smtp === undefined
        ? undefined
        : await startSmtp(options.smtp, { data, gateway, clock, log });
    if (smtp !== undefined) cleanup.push(() => smtp.close());

    const running: Running = {
      url: server.url,
      consoleUrl: `${developmentUrl}/dev`,
      dataFolder: data.path,
      logFile: log.path,
      services: serviceUrls(services),
      sources: Object.fromEntries(
        DEVELOPMENT_SOURCES.map(({ id, scheme }) => [
          id,
          { url: `${server.url}/webhooks/${id}`, scheme },
        ]),
      ),
      credentials,
      ...(smtp === undefined ? {} : { smtp: smtp.address }),
      isNew,
      stop,
    };
    const runtime = join(data.path, RUNTIME_FILE);
    const secrets = services.endpoints['secretsManager']?.url;
    const told = { url: server.url, secrets, smtp: smtp?.address };
    await writeWhole(runtime, `${JSON.stringify(told)}\n`).catch((error: unknown) => {
      throw cannot('write', runtime, error);
    });
    return running;
  } catch (error) {
    await stop();
    throw error;
  }
}

function serviceUrls(services: Services): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(services.endpoints).map(([name, { url }]) => [name, url]),
  );
}
