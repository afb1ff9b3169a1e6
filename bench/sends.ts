import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { start, startPart } from './child.ts';
import { sampleMail, type SampleMail } from './sample-mail.ts';
import { percentile } from './statistics.ts';
import { readSteps, type Records, type StepFigures } from './steps.ts';

/** What a send costs: the same client and mail straight to the mailbox, and through Cordon, in turns. */

/** Milliseconds between two pairs: what the one before left to deliver is done by then, on an idle machine. */
const PAIR_EVERY = 150;
const WARM_UP = 30;
const COMMAND = fileURLToPath(new URL('../bin/cordon.mjs', import.meta.url));
const FROM = 'care-team@care.cordon.example';

/** The gateway, as its ready line tells of it. */
export interface SendTarget {
  readonly url: string;
  readonly dataFolder: string;
  /** URL of the emulated SES, which keeps the mailbox. */
  readonly ses: string;
  readonly smtp: { readonly host: string; readonly port: number; readonly certificate: string };
  readonly records: Records;
}

export interface SendOptions {
  /** Seconds for each client. */
  readonly seconds: number;
  /** Bytes of the text of a mail; the page says the same again. */
  readonly bytes: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** One client; milliseconds from the call to its answer. */
export interface SendFigures {
  readonly client: string;
  readonly pairs: number;
  readonly straight: Quantiles;
  readonly cordon: Quantiles;
  /** Of each pair, what it took more through Cordon. */
  readonly added: Quantiles;
  /** Of the medians. */
  readonly ratio: number;
}

export interface SendReport {
  readonly clients: readonly SendFigures[];
  /** Of Cordon in that time, as its decisions record it. */
  readonly steps: StepFigures;
  readonly failed: number;
}

type Send = (mail: SampleMail, number: number) => Promise<unknown>;

interface Route {
  readonly client: string;
  readonly straight: Send;
  readonly cordon: Send;
  close(): void;
}

export async function runSends(
  target: SendTarget,
  options: SendOptions,
  progress: (text: string) => void,
): Promise<SendReport> {
  const sink = startPart('mail-sink');
  const { port, certificate } = (await sink.next()) as { port: number; certificate: string };
  const key = await issueKey(target.dataFolder);
  const routes = [
    sesRoute(target, key),
    smtpRoute(
      { port, certificate },
      target.smtp,
      key,
      await readFile(target.smtp.certificate, 'utf8'),
    ),
  ];
  let failed = 0;
  const timed = async (send: Send, number: number): Promise<number> => {
    const mail = sampleMail(number, options.bytes);
    const began = performance.now();
    await send(mail, number).catch(() => {
      failed += 1;
    });
    return performance.now() - began;
  };
  const clients: SendFigures[] = [];
  let from = Date.now();
  for (const route of routes) {
    progress(`sending by ${route.client}`);
    for (let number = 0; number < WARM_UP; number += 1) {
      await timed(route.straight, number);
      await timed(route.cordon, number);
    }
    if (clients.length === 0) from = Date.now();
    const straight: number[] = [];
    const cordon: number[] = [];
    const pairs = Math.max(1, Math.floor((options.seconds * 1000) / PAIR_EVERY));
    for (let number = 0; number < pairs; number += 1) {
      const due = performance.now() + PAIR_EVERY;
      // Each is first in every other pair, so that neither has the quieter machine.
      if (number % 2 === 0) straight.push(await timed(route.straight, number));
      cordon.push(await timed(route.cordon, number));
      if (number % 2 === 1) straight.push(await timed(route.straight, number));
      await sleep(Math.max(0, due - performance.now()));
    }
    clients.push(figures(route.client, straight, cordon));
    route.close();
  }
  const steps = await readSteps(target.records, from, Date.now(), {
    ...{ accept: [], record: [], deliver: [] },
  });
  await sink.stop();
  return { clients, steps, failed };
}

function figures(
  client: string,
  straight: readonly number[],
  cordon: readonly number[],
): SendFigures {
  const of = (times: readonly number[]): Quantiles => ({
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  });
  return {
    ...{ client, pairs: cordon.length },
    ...{ straight: of(straight), cordon: of(cordon) },
    added: of(cordon.map((time, at) => time - (straight[at] ?? NaN))),
    ratio: percentile(cordon, 0.5) / percentile(straight, 0.5),
  };
}

interface SenderKey {
  readonly credential: string;
  readonly signingSecret: string;
}

/** A key of the clinical lane, made as an engineer makes one. */
async function issueKey(dataFolder: string): Promise<SenderKey> {
  const adding = start([
    ...[COMMAND, 'keys', 'add', '--entity', 'development-hospital', '--why', 'a benchmark'],
    ...['--lane', 'clinical', '--purpose', 'clinical', '--channel', 'email'],
    ...['--data', dataFolder, '--json'],
  ]);
  return (await adding.next()) as SenderKey;
}

/** `@aws-sdk/client-sesv2`, with nothing but its endpoint and credentials changed. */
function sesRoute({ ses, url }: SendTarget, { credential, signingSecret }: SenderKey): Route {
  const region = 'us-east-1';
  const plain = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const [accessKeyId = ''] = credential.split('.');
  const clients = [
    new SESv2Client({ region, endpoint: ses, credentials: plain }),
    new SESv2Client({
      ...{ region, endpoint: url },
      credentials: { accessKeyId, secretAccessKey: signingSecret },
    }),
  ] as const;
  const send =
    (client: SESv2Client): Send =>
    ({ subject, text, html }, number) =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: FROM,
          Destination: { ToAddresses: [reader(number)] },
          ConfigurationSetName: 'cordon-clinical',
          Content: {
            Simple: {
              Subject: { Data: subject },
              Body: { Text: { Data: text }, Html: { Data: html } },
            },
          },
        }),
      );
  return {
    client: '@aws-sdk/client-sesv2',
    straight: send(clients[0]),
    cordon: send(clients[1]),
    close: () => {
      for (const client of clients) client.destroy();
    },
  };
}

/** `nodemailer` over SMTP with STARTTLS, one connection kept open to each. */
function smtpRoute(
  straight: { readonly port: number; readonly certificate: string },
  cordon: SendTarget['smtp'],
  { credential }: SenderKey,
  certificate: string,
): Route {
  const transport = (host: string, port: number, ca: string) =>
    nodemailer.createTransport({
      ...{ host, port, pool: true, maxConnections: 1, maxMessages: Infinity, requireTLS: true },
      auth: { user: credential.slice(0, credential.indexOf('.')), pass: credential },
      tls: { ca },
    });
  const transports = [
    transport('127.0.0.1', straight.port, straight.certificate),
    transport(cordon.host, cordon.port, certificate),
  ] as const;
  const send =
    (one: (typeof transports)[number]): Send =>
    (mail, number) =>
      one.sendMail({ from: FROM, to: reader(number), ...mail });
  return {
    client: 'nodemailer, SMTP',
    straight: send(transports[0]),
    cordon: send(transports[1]),
    close: () => {
      for (const one of transports) one.close();
    },
  };
}

const reader = (number: number) => `reader${String(number % 50)}@mail.example`;
