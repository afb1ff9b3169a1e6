import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import {
  type Cell,
  facts,
  type Markup,
  moment,
  page,
  PAGE_HEADERS,
  table,
} from './console-page.ts';
import { isLoopbackHost } from './loopback-server.ts';
import { type Mailbox, MAILBOX_SIZE, type MailboxMessage } from './mailbox.ts';
import { type SentText, type Textbox, TEXTBOX_SIZE } from './textbox.ts';
import { type MimePart, viewMime } from './mime-view.ts';
import { readLimit, type SinkDelivery, type Sinks } from './sinks.ts';

export interface ConsoleOptions {
  readonly mailbox: Mailbox;
  readonly textbox: Textbox;
  readonly sinks: Sinks;
  /** URL by name of everything that listens, for the overview. */
  readonly listening?: Readonly<Record<string, string>>;
}

const MAILBOX_LIMIT = 100;
/** Characters shown of one body. */
const MAX_SHOWN = 64 * 1024;

/**
 * The development console, to be mounted at `/dev`: what is listening, the mailbox, what the sinks were
 * sent. It also carries the sinks, which receive at `POST /dev/sinks/:name`.
 *
 * A page shows what anybody may have sent: all of it is escaped, HTML mail is shown as source, and a
 * policy lets the page run and load nothing. Pages answer only under a loopback name, so that no web
 * site can read them through the browser.
 */
export function createConsole(options: ConsoleOptions): Hono {
  const { mailbox, sinks, textbox } = options;
  const app = new Hono();
  app.get('*', loopbackNameOnly());
  const show = (context: Context, title: string, content: Markup, status: 200 | 404 = 200) =>
    context.html(page(title, sinks.names, content), status, PAGE_HEADERS);
  const missing = (context: Context, what: string) =>
    show(context, 'Not found', html`<p>${what}</p>`, 404);

  app.get('/', (context) => show(context, 'Overview', overview(options)));

  app.get('/mailbox', (context) =>
    show(context, 'Mailbox', mailboxPage(mailbox, readLimit(context, MAILBOX_LIMIT))),
  );
  app.get('/mailbox.json', (context) =>
    context.json({ messages: mailbox.list(readLimit(context, MAILBOX_LIMIT)) }, 200, JSON_HEADERS),
  );
  app.get('/mailbox/:file{[0-9a-f-]+\\.json}', async (context) => {
    const message = await mailbox.get(context.req.param('file').slice(0, -'.json'.length));
    if (!message) return context.json({ error: 'there is no such message' }, 404);
    const view = viewMime(Buffer.from(message.raw, 'base64'));
    return context.json({ ...message, ...view }, 200, JSON_HEADERS);
  });
  app.get('/mailbox/:id', async (context) => {
    const message = await mailbox.get(context.req.param('id'));
    if (!message) return missing(context, 'The mailbox has no such message, or no more.');
    return show(context, message.subject || '(no subject)', messagePage(message));
  });

  app.get('/texts', (context) =>
    show(context, 'Texts', textsPage(textbox.list(readLimit(context, MAILBOX_LIMIT)))),
  );
  app.get('/texts.json', (context) =>
    context.json({ texts: textbox.list(readLimit(context, MAILBOX_LIMIT)) }, 200, JSON_HEADERS),
  );

  app.get('/sinks/:file{[a-z0-9-]+\\.json}', async (context) => {
    const sink = context.req.param('file').slice(0, -'.json'.length);
    const deliveries = await sinks.deliveries(sink, readLimit(context));
    if (!deliveries) return context.json({ error: 'there is no such sink' }, 404);
    return context.json({ sink, deliveries }, 200, JSON_HEADERS);
  });
  app.get('/sinks/:name', async (context, next) => {
    // A program gets the sink's own answer, JSON, from the same address.
    if (!(context.req.header('accept') ?? '').includes('text/html')) return next();
    const name = context.req.param('name');
    const deliveries = await sinks.deliveries(name, readLimit(context));
    if (!deliveries) return missing(context, 'There is no such sink.');
    return show(context, name, sinkPage(name, deliveries));
  });
  app.route('/', sinks.app);
  return app;
}

const JSON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** A web site that points a name of its own at this machine must not read the console. */
function loopbackNameOnly(): MiddlewareHandler {
  return async (context, next) => {
    if (!isLoopbackHost(context.req.header('host'))) {
      return context.text(
        'The development console answers under 127.0.0.1 and localhost only.',
        403,
      );
    }
    await next();
    return;
  };
}

function overview({ mailbox, textbox, sinks, listening = {} }: ConsoleOptions): Markup {
  const texts = textbox.list(TEXTBOX_SIZE).length;
  const count = mailbox.list(MAILBOX_SIZE).length;
  const urls = Object.entries(listening);
  return html`
    ${
      urls.length > 0
        ? html`<h2>Listening</h2>
            ${facts(urls.map(([name, url]) => [name, html`<code>${url}</code>`]))}`
        : ''
    }
    <h2>Mailbox</h2>
    <p>
      <a href="/dev/mailbox">${String(count)} ${count === 1 ? 'message' : 'messages'}</a> that would
      have left by SES (<a href="/dev/mailbox.json">JSON</a>).
    </p>
    <h2>Texts</h2>
    <p>
      <a href="/dev/texts">${String(texts)} ${texts === 1 ? 'text' : 'texts'}</a> that would have
      left by SMS, WhatsApp or push (<a href="/dev/texts.json">JSON</a>).
    </p>
    <h2>Sinks</h2>
    <p>Destinations that remember what they were sent, and check its signature.</p>
    ${table(
      ['Sink', 'Receives at', 'As data'],
      sinks.names.map((name) => [
        html`<a href="/dev/sinks/${name}">${name}</a>`,
        html`<code>POST /dev/sinks/${name}</code>`,
        html`<a href="/dev/sinks/${name}.json">JSON</a>`,
      ]),
    )}
  `;
}

function mailboxPage(mailbox: Mailbox, limit: number): Markup {
  const entries = mailbox.list(limit);
  if (entries.length === 0) return html`<p class="soft">No message yet.</p>`;
  return table(
    ['Time (UTC)', 'Lane', 'Identity', 'Configuration set', 'TLS', 'To', 'Subject'],
    entries.map((entry) => [
      moment(entry.receivedAt),
      entry.lane,
      entry.identity,
      entry.configurationSet.name,
      entry.configurationSet.tlsPolicy,
      entry.to.join(', '),
      html`<a href="/dev/mailbox/${entry.messageId}">${entry.subject || '(no subject)'}</a>`,
    ]),
  );
}

function textsPage(texts: readonly SentText[]): Markup {
  if (texts.length === 0) return html`<p class="soft">No text yet.</p>`;
  return table(
    ['Time (UTC)', 'Lane', 'Channel', 'From', 'To', 'Text', 'Media'],
    texts.map(({ receivedAt, lane, channel, from, to, text, mediaUrls }) => [
      moment(receivedAt),
      ...[lane, channel, from, to, text],
      mediaUrls.join(' '),
    ]),
  );
}

function messagePage(message: MailboxMessage): Markup {
  const bytes = Buffer.from(message.raw, 'base64');
  const { headers, parts } = viewMime(bytes);
  const set = message.configurationSet;
  return html`
    ${facts([
      ['Accepted', message.receivedAt],
      ['Lane', message.lane],
      ['From', message.from],
      ['Identity', message.identity],
      ['Configuration set', `${set.name} (${set.lane})`],
      ['TLS', set.tlsPolicy],
      ['To', message.to.join(', ')],
      ['Tags', message.tags.map(({ name, value }) => `${name}=${value}`).join(', ') || 'none'],
      ['Message id', message.messageId],
    ])}
    ${parts.map(partSection)}
    <h2>Headers</h2>
    ${facts(headers)}
    <details>
      <summary>Source (${String(bytes.length)} bytes)</summary>
      ${preformatted(bytes.toString('utf8'))}
    </details>
    <p><a href="/dev/mailbox/${message.messageId}.json">JSON</a></p>
  `;
}

function partSection(part: MimePart): Markup {
  const name = part.fileName === undefined ? '' : ` ${part.fileName}`;
  const note = part.contentType === 'text/html' ? ', shown as source' : '';
  return html`
    <h2>
      ${part.contentType}${name}
      <span class="soft">(${String(part.size)} bytes${note})</span>
    </h2>
    ${part.text === undefined ? html`<p class="soft">Not text.</p>` : preformatted(part.text)}
  `;
}

function sinkPage(name: string, deliveries: readonly SinkDelivery[]): Markup {
  const sections = deliveries.map(
    (delivery) =>
      html`<section>
        <h2>${moment(delivery.receivedAt)}</h2>
        ${facts([
          ['Signature', signature(delivery)],
          ['Answered', String(delivery.status)],
          ...Object.entries(delivery.headers),
        ])}
        ${preformatted(prettyBody(delivery))}
      </section>`,
  );
  return html`
    <p>
      The newest deliveries first (<a href="/dev/sinks/${name}.json">JSON</a>,
      <a href="/dev/sinks/${name}/ids">ids of all</a>).
    </p>
    ${sections.length > 0 ? sections : html`<p class="soft">Nothing received yet.</p>`}
  `;
}

function signature(delivery: SinkDelivery): Cell {
  return delivery.verified
    ? html`<span class="good">verified</span>`
    : html`<span class="bad">not verified</span>`;
}

function prettyBody({ body, encoding }: SinkDelivery): string {
  if (encoding === 'base64') return `(not UTF-8; base64)\n${body}`;
  if (body.length > MAX_SHOWN) return body;
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function preformatted(text: string): Markup {
  const cut = text.length > MAX_SHOWN;
  // The line break after the tag is not part of the text; without it a first empty line would be lost.
  return html`<pre>${text.slice(0, MAX_SHOWN)}</pre>
    ${cut ? html`<p class="soft">Cut after ${String(MAX_SHOWN)} characters.</p>` : ''}`;
}
