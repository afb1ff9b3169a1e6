import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as Scanner from '../lambdas/scan/index.ts';
import { messageOf, type Message } from './scan-messages.ts';
import { percentile } from './statistics.ts';

/**
 * Measures one scanner in a process of its own: `node worker.mjs NAME MODULE SECONDS`. Prints one line of JSON.
 *
 * NAME is `cordon`, `bare`, or the package of a peer; MODULE is what it is loaded from.
 */

const BYTES = 2048;
/** Different messages, so that nothing is learned by heart. */
const MESSAGES = 600;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

type Work = (message: Message) => unknown;
type Load = (module: string) => Promise<Work>;

/** A peer's module, of which no types are installed here. */
type Loose = Readonly<Record<string, unknown>>;

async function open(module: string): Promise<Loose> {
  const loaded = (await import(pathToFileURL(module).href)) as Loose;
  const { default: inner } = loaded;
  return typeof inner === 'object' && inner !== null ? { ...(inner as Loose), ...loaded } : loaded;
}

function construct(from: unknown, ...args: unknown[]): Readonly<Record<string, Work | undefined>> {
  return new (from as new (...args: unknown[]) => Readonly<Record<string, Work>>)(...args);
}

const method = (of: object, name: string): ((text: unknown) => unknown) => {
  const found: unknown = Reflect.get(of, name);
  if (typeof found !== 'function') throw new Error(`a peer has no ${name}`);
  return (text) => Reflect.apply(found, of, [text]) as unknown;
};

const LOADERS: Readonly<Record<string, Load>> = {
  cordon: async (module) => {
    const { scan } = (await import(pathToFileURL(module).href)) as typeof Scanner;
    return ({ text, contentType }) => scan(text, { contentType }).findings.length;
  },
  bare: () =>
    Promise.resolve(({ text, contentType }: Message) => {
      const plain = contentType === 'text/plain' ? text : JSON.stringify(JSON.parse(text));
      return plain.match(EMAIL)?.length ?? 0;
    }),
  openredaction: async (module) => {
    const { OpenRedaction } = await open(module);
    const detect = method(construct(OpenRedaction), 'detect');
    return ({ text }) => detect(text);
  },
  'redact-pii': async (module) => {
    const { SyncRedactor } = await open(module);
    const redact = method(construct(SyncRedactor), 'redact');
    return ({ text }) => redact(text);
  },
  '@redactpii/node': async (module) => {
    const { Redactor } = await open(module);
    const redact = method(construct(Redactor), 'redact');
    return ({ text }) => redact(text);
  },
  compromise: async (module) => {
    const { default: nlp } = (await import(pathToFileURL(module).href)) as { default: Work };
    const { default: dates } = (await import(
      pathToFileURL(createRequire(module).resolve('compromise-dates')).href
    )) as { default: unknown };
    method(nlp, 'plugin')(dates);
    const read = nlp as unknown as (text: string) => Readonly<Record<string, () => object>>;
    return ({ text }) => {
      const document = read(text);
      for (const kind of ['people', 'places', 'dates', 'phoneNumbers', 'emails']) {
        const found = Reflect.apply(document[kind] as () => object, document, []);
        method(found, 'json')({ offset: true });
      }
    };
  },
  'wink-nlp': (module) => {
    // Not by the name `require`: these are no dependencies of ours.
    const fromPeers = createRequire(module);
    const winkNlp = fromPeers('wink-nlp') as (model: unknown, pipe: readonly string[]) => object;
    const nlp = winkNlp(fromPeers('wink-eng-lite-web-model'), ['sbd', 'pos', 'ner']);
    const read = method(nlp, 'readDoc');
    const its: unknown = Reflect.get(nlp, 'its');
    return Promise.resolve(({ text }: Message) => {
      const tokens = method(read(text) as object, 'tokens')(undefined) as object;
      return method(tokens, 'out')(Reflect.get(its as object, 'pos'));
    });
  },
};

const [name = '', module = '', time = '1'] = process.argv.slice(2);
const load = LOADERS[name];
if (load === undefined) throw new Error('there is no such scanner');
const messages = Array.from({ length: MESSAGES }, (_, number) => messageOf(number, BYTES));

const began = performance.now();
const work = await load(module);
const loaded = performance.now();
await work({ text: 'Jane Roe', contentType: 'text/plain' });
const first = performance.now();

async function run(seconds: number): Promise<readonly number[]> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let at = 0, before = performance.now(); before < until; at += 1) {
    const message = messages[at % messages.length];
    if (message === undefined) break;
    const result = work(message);
    if (result instanceof Promise) await result;
    const now = performance.now();
    times.push(now - before);
    before = now;
  }
  return times;
}

/** Optimizing compilers need a second or two before they leave the code alone. */
await run(Math.min(2, Number(time)));
const times = await run(Number(time));
console.log(
  JSON.stringify({
    megabytesPerSecond: (times.length * BYTES) / 1000 / times.reduce((sum, one) => sum + one, 0),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    loadMs: loaded - began,
    firstMs: first - loaded,
    memoryMB: process.memoryUsage().rss / 1e6,
  }),
);
