import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** Text that is escaped already. Only the `html` template makes it; all else is escaped when it is put in. */
export type Markup = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #5b6472; --shade: #f4f6f9; --link: #0a58ca;
  --page: #ffffff; --text: #1a1d23; --good: #14683a; --bad: #a3232f; }
@media (prefers-color-scheme: dark) { :root { --line: #3a404b; --soft: #a3acba; --shade: #1f232b;
  --link: #7db3ff; --page: #15181d; --text: #e7e9ee; --good: #6fd39a; --bad: #ff8f98; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding-top: 1rem;
  padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
header strong { font-size: 1.05rem; }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
header p { margin: 0; color: var(--soft); font-size: .875rem; flex: 1 1 100%; }
h1 { font-size: 1.4rem; margin: 1.5rem 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
a { color: var(--link); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th, thead + tbody td { overflow-wrap: break-word; max-width: 20rem; min-width: 4rem; }
thead th, time { white-space: nowrap; }
th { font-weight: 600; color: var(--soft); }
th[scope=row] { width: min(14rem, 38%); }
pre { background: var(--shade); border: 1px solid var(--line); border-radius: 6px; padding: .75rem;
  margin: .5rem 0 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.soft { color: var(--soft); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
section { border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1rem .5rem; margin: 1rem 0; }
section h2 { margin-top: .75rem; }
summary { cursor: pointer; color: var(--link); margin: 1rem 0; }
`;

/** One string, so that no formatter touches what the policy's hash covers. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing runs, nothing is loaded, nothing frames the page: also if an escape were ever missed. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A whole page. */
export function page(title: string, sinkNames: readonly string[], content: Markup): Markup {
  const links = sinkNames.map((name) => html`<a href="/dev/sinks/${name}">${name}</a>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Cordon development console</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <strong>Cordon development console</strong>
          <nav>
            <a href="/dev">Overview</a>
            <a href="/dev/mailbox">Mailbox</a>
            ${links}
          </nav>
          <p>
            Development data only, kept on this machine. No mail leaves it. Do not put real
            patients' data here.
          </p>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`;
}

/** A moment, to the second; the whole of it when one points at it. */
export function moment(iso: string): Markup {
  const short = iso.replace('T', ' ').replace(/(?:\.\d+)?Z$/, '');
  return html`<time datetime="${iso}" title="${iso}">${short}</time>`;
}

/** A table with a heading row. Cells are text, or markup of their own. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const head = heads.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

/** A table of names and values. */
export function facts(rows: readonly (readonly [name: string, value: Cell])[]): Markup {
  const body = rows.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

export type Cell = string | Markup;
