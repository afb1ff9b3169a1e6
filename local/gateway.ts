import { fileURLToPath } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Hono } from 'hono';
import * as clinicalDeliver from '../lambdas/handlers/clinical-deliver/dependencies.ts';
import { readEnvironment as readClinicalDeliver } from '../lambdas/handlers/clinical-deliver/environment.ts';
import * as clinicalMessages from '../lambdas/handlers/clinical-messages/dependencies.ts';
import { readEnvironment as readClinicalMessages } from '../lambdas/handlers/clinical-messages/environment.ts';
import * as clinicalSend from '../lambdas/handlers/clinical-send/dependencies.ts';
import { readEnvironment as readClinicalSend } from '../lambdas/handlers/clinical-send/environment.ts';
import * as decisionsRead from '../lambdas/handlers/decisions-read/dependencies.ts';
import { readEnvironment as readDecisionsRead } from '../lambdas/handlers/decisions-read/environment.ts';
import * as deliveriesAdmin from '../lambdas/handlers/deliveries-admin/dependencies.ts';
import { readEnvironment as readDeliveriesAdmin } from '../lambdas/handlers/deliveries-admin/environment.ts';
import { createDeliverHandler } from '../lambdas/handlers/deliver-handler.ts';
import { createSqsDepth } from '../lambdas/adapters/aws/shared/sqs-depth.ts';
import type { HttpsVendorPagesOptions } from '../lambdas/adapters/aws/shared/https-vendor-pages.ts';
import type { Host } from '../lambdas/handlers/host.ts';
import { createAdminApp } from '../lambdas/handlers/http/admin-app.ts';
import { createDecisionsApp } from '../lambdas/handlers/http/decisions-app.ts';
import { createDeliveriesApp } from '../lambdas/handlers/http/deliveries-app.ts';
import { createDisposalApp } from '../lambdas/handlers/http/disposal-app.ts';
import { createLedgerApp } from '../lambdas/handlers/http/ledger-app.ts';
import { createMessagesApp } from '../lambdas/handlers/http/messages-app.ts';
import { createOptOutApp } from '../lambdas/handlers/http/opt-out-app.ts';
import { createPeopleApp } from '../lambdas/handlers/http/people-app.ts';
import { createPortalDeskApp } from '../lambdas/handlers/http/portal-desk-app.ts';
import { createQuarantineApp } from '../lambdas/handlers/http/quarantine-app.ts';
import { createPolicyApp } from '../lambdas/handlers/http/policy-app.ts';
import { createSendApp } from '../lambdas/handlers/http/send-app.ts';
import { createWebhookApp } from '../lambdas/handlers/http/webhook-app.ts';
import * as inboundWorker from '../lambdas/handlers/inbound-worker/dependencies.ts';
import { readEnvironment as readInboundWorker } from '../lambdas/handlers/inbound-worker/environment.ts';
import { createHandler as createInboundHandler } from '../lambdas/handlers/inbound-worker/work.ts';
import * as ledgerDispose from '../lambdas/handlers/ledger-dispose/dependencies.ts';
import { readEnvironment as readLedgerDispose } from '../lambdas/handlers/ledger-dispose/environment.ts';
import * as ledgerSealer from '../lambdas/handlers/ledger-sealer/dependencies.ts';
import { readEnvironment as readLedgerSealer } from '../lambdas/handlers/ledger-sealer/environment.ts';
import * as mailFeedback from '../lambdas/handlers/mail-feedback/dependencies.ts';
import { readEnvironment as readMailFeedback } from '../lambdas/handlers/mail-feedback/environment.ts';
import { createMailFeedbackHandler } from '../lambdas/handlers/mail-feedback/hear.ts';
import * as marketingDeliver from '../lambdas/handlers/marketing-deliver/dependencies.ts';
import { readEnvironment as readMarketingDeliver } from '../lambdas/handlers/marketing-deliver/environment.ts';
import * as marketingMessages from '../lambdas/handlers/marketing-messages/dependencies.ts';
import { readEnvironment as readMarketingMessages } from '../lambdas/handlers/marketing-messages/environment.ts';
import * as marketingSend from '../lambdas/handlers/marketing-send/dependencies.ts';
import { readEnvironment as readMarketingSend } from '../lambdas/handlers/marketing-send/environment.ts';
import * as optOuts from '../lambdas/handlers/opt-outs/dependencies.ts';
import { readEnvironment as readOptOuts } from '../lambdas/handlers/opt-outs/environment.ts';
import * as peopleAdmin from '../lambdas/handlers/people-admin/dependencies.ts';
import { readEnvironment as readPeopleAdmin } from '../lambdas/handlers/people-admin/environment.ts';
import { createPermissionHandler } from '../lambdas/handlers/permission-check/answer.ts';
import * as permissionCheck from '../lambdas/handlers/permission-check/dependencies.ts';
import { readEnvironment as readPermissionCheck } from '../lambdas/handlers/permission-check/environment.ts';
import { createPortalApp } from '../lambdas/handlers/portal/app.ts';
import * as portal from '../lambdas/handlers/portal/dependencies.ts';
import { readEnvironment as readPortal } from '../lambdas/handlers/portal/environment.ts';
import * as registryAdmin from '../lambdas/handlers/registry-admin/dependencies.ts';
import { readEnvironment as readRegistryAdmin } from '../lambdas/handlers/registry-admin/environment.ts';
import type { SqsHandler } from '../lambdas/handlers/sqs-handler.ts';
import * as sweeper from '../lambdas/handlers/sweeper/dependencies.ts';
import { readEnvironment as readSweeper } from '../lambdas/handlers/sweeper/environment.ts';
import { createTokenRevealApp } from '../lambdas/handlers/token-reveal/app.ts';
import * as tokenReveal from '../lambdas/handlers/token-reveal/dependencies.ts';
import { readEnvironment as readTokenReveal } from '../lambdas/handlers/token-reveal/environment.ts';
import * as webhookAccept from '../lambdas/handlers/webhook-accept/dependencies.ts';
import { readEnvironment as readWebhookAccept } from '../lambdas/handlers/webhook-accept/environment.ts';
import type { Lane, SecondOpinionName } from '../lambdas/core/vocabulary.ts';
import type { Clock } from '../lambdas/ports/clock.ts';
import { errorClass, type Log } from '../lambdas/ports/log.ts';
import { takesMail } from '../lambdas/core/receive/mail-source.ts';
import { acceptMail } from '../lambdas/pipeline/accept-mail.ts';
import { authenticate } from '../lambdas/pipeline/authenticate.ts';
import { checkQuarantine } from '../lambdas/pipeline/check-quarantine.ts';
import { checkRenewals } from '../lambdas/pipeline/check-renewals.ts';
import { sealClosedMinutes } from '../lambdas/pipeline/seal.ts';
import { sweep, SWEEP_GRACE_SECONDS } from '../lambdas/pipeline/sweep.ts';
import { mailEnvironment, textEnvironment, type Services } from './services.ts';
import { createBackPressure } from './back-pressure.ts';
import { startWorkers } from './workers.ts';
import { SOURCE_READING_THREAD } from './source-reading-thread.ts';
import type { MailIn } from './smtp/receiving.ts';

const POLICY_DIRECTORY = fileURLToPath(new URL('../policy', import.meta.url));

/** Seconds between runs of the sweeper and of the sealer; in AWS a schedule runs each every minute. */
const REPEAT_EVERY_SECONDS = 15;
/** Milliseconds after which a run of the sealer begins no new minute; the next goes on. */
const SEAL_BUDGET_MS = 10_000;
/** Seconds between looks at agreements. */
const QUARANTINE_EVERY_SECONDS = 60 * 60;
const RENEWALS_EVERY_SECONDS = 24 * 60 * 60;
/** More than a development gateway can have left behind. */
const STARTUP_SWEEP_LIMIT = 1_000_000;
/** Some megabytes of ids; their messages are in the tables. */
export const DEFAULT_BACKLOG = 5000;
const QUEUES = [
  'CORDON_QUEUE_INBOUND',
  'CORDON_QUEUE_DELIVER_CLINICAL',
  'CORDON_QUEUE_DELIVER_MARKETING',
] as const;
/** Batches of each queue under way at once. */
const CONCURRENCY = { inbound: 3, deliver: 3, hear: 1 } as const;

/** Every function of the deployment in one process, over the embedded services. */
export interface Gateway {
  readonly app: Hono;
  /** Whether a credential is that of a sender's key in force: mail programs log in before they send. */
  isSenderKey(credential: string): Promise<boolean>;
  /** Takes mail in for a source, as the function behind SES's receipt rules does. */
  readonly mailIn: MailIn;
  /** Starts the work behind the queues, beginning with whatever an earlier run left unfinished. */
  start(): Promise<void>;
  /** Hands out whatever is due by the clock that the gateway was given, after that was moved. */
  handOutDue(): Promise<void>;
  /** Finishes the batches under way and stops. */
  stop(): Promise<void>;
}

interface GatewayOptions {
  /** Messages that may wait before webhooks are put off. */
  readonly backlog?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks AWS itself, which sees the texts in clear and costs money. */
  readonly secondOpinion?: SecondOpinionName;
  /** Where it is asked; that of the emulated services if absent. */
  readonly region?: string;
  /** Tests only: where the pages of vendors are, such as the certificates of SNS. */
  readonly vendorPages?: HttpsVendorPagesOptions;
}

export async function createGateway(
  services: Services,
  publicUrl: string,
  options: GatewayOptions,
): Promise<Gateway> {
  const { clock, log, vendorPages } = options;
  const { secondOpinion = 'none', region = services.clients.region } = options;
  const host: Host = {
    clients: services.clients,
    // By whatever credentials this machine has: it is the one service that is not emulated.
    opinionClients: { region },
    clock,
    log,
    policyDirectory: POLICY_DIRECTORY,
    readingThread: SOURCE_READING_THREAD,
    allowLoopbackHttp: true,
    indexIsCurrent: true,
    isAlone: true,
    ...(vendorPages === undefined ? {} : { vendorPages }),
  };
  const shared = {
    ...services.environment,
    CORDON_PUBLIC_URL: publicUrl,
    // One port for everybody; in AWS recipients have an API of their own.
    CORDON_PORTAL_URL: publicUrl,
    CORDON_SECOND_OPINION: secondOpinion,
  };
  const laneEnvironment = (lane: Lane) => ({
    ...shared,
    ...mailEnvironment(lane),
    ...textEnvironment(lane, services.endpoints['texts']?.url ?? ''),
  });
  const clinical = laneEnvironment('clinical');
  const marketing = laneEnvironment('marketing');

  const sqs = new SQSClient({
    region: services.clients.region,
    endpoint: services.endpoints['sqs']?.url ?? '',
    credentials: { accessKeyId: 'development', secretAccessKey: 'development' },
  });

  const app = new Hono();
  app.notFound((c) =>
    c.json({ type: 'about:blank', title: 'There is nothing at this path', status: 404 }, 404, {
      'content-type': 'application/problem+json',
    }),
  );
  const pressure = createBackPressure({
    queues: QUEUES.map((name) =>
      createSqsDepth({ sqs, queueUrl: services.environment[name] ?? '' }),
    ),
    most: options.backlog ?? DEFAULT_BACKLOG,
    log,
  });
  app.use('/webhooks/*', pressure.gate);
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  const accept = webhookAccept.createDependencies(readWebhookAccept(shared), host);
  app.route('/', createWebhookApp(accept, publicUrl));
  const lanes = {
    clinical: await clinicalSend.createDependencies(readClinicalSend(clinical), host),
    marketing: await marketingSend.createDependencies(readMarketingSend(marketing), host),
  };
  app.route('/', createSendApp(lanes));
  const permissions = permissionCheck.createDependencies(readPermissionCheck(shared), host);
  services.lambda.register(
    services.environment['CORDON_FUNCTION_PERMISSION_CHECK'] ?? '',
    createPermissionHandler(permissions),
  );
  app.route('/', createPeopleApp(peopleAdmin.createDependencies(readPeopleAdmin(shared), host)));
  app.route('/', createOptOutApp(optOuts.createDependencies(readOptOuts(shared), host)));
  app.route('/', createPortalApp(portal.createDependencies(readPortal(clinical), host)));
  const decisions = decisionsRead.createDependencies(readDecisionsRead(shared), host);
  app.route('/', createDecisionsApp(decisions));
  app.route(
    '/',
    createLedgerApp(decisionsRead.createLedgerDependencies(readDecisionsRead(shared), host)),
  );
  const disposal = ledgerDispose.createDependencies(readLedgerDispose(shared), host);
  app.route('/', createDisposalApp(disposal));
  const deliveries = await deliveriesAdmin.createDependencies(readDeliveriesAdmin(shared), host);
  app.route('/', createDeliveriesApp(deliveries));
  app.route(
    '/',
    createMessagesApp({
      clinical: clinicalMessages.createDependencies(readClinicalMessages(shared), host),
      marketing: marketingMessages.createDependencies(readMarketingMessages(shared), host),
    }),
  );
  app.route('/', createPortalDeskApp(deliveries));
  app.route('/', createQuarantineApp(deliveries));
  const reveals = tokenReveal.createDependencies(readTokenReveal(shared), host);
  app.route('/', createTokenRevealApp(reveals));
  const admin = registryAdmin.createDependencies(readRegistryAdmin(shared), host);
  app.route('/', createAdminApp(admin));
  app.route('/', createPolicyApp(admin));

  const inbound = await inboundWorker.createDependencies(readInboundWorker(shared), host);
  const queues: readonly { name: string; handler: SqsHandler; concurrency: number }[] = [
    {
      name: 'CORDON_QUEUE_INBOUND',
      handler: createInboundHandler(inbound),
      concurrency: CONCURRENCY.inbound,
    },
    {
      name: 'CORDON_QUEUE_DELIVER_CLINICAL',
      handler: createDeliverHandler(
        clinicalDeliver.createDependencies(readClinicalDeliver(clinical), host),
      ),
      concurrency: CONCURRENCY.deliver,
    },
    {
      name: 'CORDON_QUEUE_DELIVER_MARKETING',
      handler: createDeliverHandler(
        marketingDeliver.createDependencies(readMarketingDeliver(marketing), host),
      ),
      concurrency: CONCURRENCY.deliver,
    },
    {
      name: 'CORDON_QUEUE_MAIL_FEEDBACK',
      handler: createMailFeedbackHandler(
        mailFeedback.createDependencies(readMailFeedback(shared), host),
      ),
      concurrency: CONCURRENCY.hear,
    },
  ];
  const sealing = ledgerSealer.createDependencies(readLedgerSealer(shared), host);
  const sweeping = sweeper.createDependencies(readSweeper(shared), host);

  let stops: (() => Promise<void>)[] = [];
  return {
    app,
    isSenderKey: async (credential) =>
      (await authenticate(credential, lanes.clinical))?.use.kind === 'send',
    mailIn: {
      async takes(sourceId) {
        const source = await accept.registry.source(sourceId);
        return source !== undefined && takesMail(source);
      },
      receive: (input) => acceptMail(input, { ...accept, kept: inbound.messages }),
    },
    async start() {
      // The queues are in memory: what an earlier run left unfinished is in the tables alone.
      await sweep(sweeping, 0, STARTUP_SWEEP_LIMIT);
      await checkRenewals(sweeping);
      await checkQuarantine(sweeping);
      stops = queues.map(({ name, handler, concurrency }) => {
        const queueUrl = services.environment[name] ?? '';
        return startWorkers({ sqs, queueUrl, handler, concurrency, log });
      });
      stops.push(
        pressure.start(),
        repeat('sweep', REPEAT_EVERY_SECONDS, () => sweep(sweeping, SWEEP_GRACE_SECONDS), log),
        repeat('seal', REPEAT_EVERY_SECONDS, () => sealClosedMinutes(sealing, SEAL_BUDGET_MS), log),
        repeat('renewals', RENEWALS_EVERY_SECONDS, () => checkRenewals(sweeping), log),
        repeat('quarantine', QUARANTINE_EVERY_SECONDS, () => checkQuarantine(sweeping), log),
      );
    },
    handOutDue: () => sweep(sweeping, 0),
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      sqs.destroy();
    },
  };
}

function repeat(
  work: string,
  everySeconds: number,
  run: () => Promise<void>,
  log: Log,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(run).catch((error: unknown) => {
      log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
    });
  }, everySeconds * 1000);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
