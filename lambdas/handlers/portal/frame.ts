import { createHash } from 'node:crypto';
import { PORTAL_LIMITS } from '../../core/portal/link.ts';

/** Seconds after which what is private is shown no more: the session is over by then. */
const IDLE_SECONDS = PORTAL_LIMITS.idleMinutes * 60;

/**
 * The frame of every page: no script, nothing from anywhere else, one style that is named by its hash. Text has a
 * contrast of at least 7:1 by day and by night, controls are 48 pixels high, what has the focus is outlined, and nothing
 * is wider than a screen of 320 pixels (WCAG 2.2: 1.4.3, 1.4.10, 1.4.11, 2.4.7, 2.5.8). An abandoned screen hides what
 * is private without a script: the style does, once the session is over (45 CFR 164.312(a)(2)(iii)).
 */
const STYLE = `
:root{color-scheme:light dark;--ink:#16202a;--soft:#3f4d59;--ground:#eef2f5;--card:#fff;--line:#c3ccd4;--edge:#5b6b79;--deep:#124a75;--on-deep:#fff;--link:#124a75;--note:#e6f0f8;--error:#a1161f;--error-ground:#fbebec;--focus:#a84f00}
@media (prefers-color-scheme:dark){:root{--ink:#eaf0f4;--soft:#bcc8d1;--ground:#10171d;--card:#1a242d;--line:#3a4854;--edge:#8c9ba8;--deep:#9dd0f5;--on-deep:#0b1a26;--link:#a6d4f7;--note:#1d3244;--error:#ff9a9f;--error-ground:#3a1d21;--focus:#ffb561}}
*{box-sizing:border-box}
body{margin:0;font:1.125rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--ground)}
.wide{background:var(--card);border-bottom:1px solid var(--line)}
header,main,footer{max-width:42rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;align-items:center;gap:.6rem;padding-top:.9rem;padding-bottom:.9rem;font-weight:600;overflow-wrap:anywhere}
header svg{flex:none;width:1.5rem;height:1.5rem;fill:none;stroke:var(--deep);stroke-width:2}
main{padding-top:1rem;padding-bottom:1.5rem}
footer{padding-bottom:2.5rem;color:var(--soft);font-size:1rem}
h1{font-size:1.7rem;line-height:1.25;margin:.75rem 0 1.1rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .6rem}
p{margin:.6rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem}
.card>:first-child{margin-top:0}.card>:last-child{margin-bottom:0}
.note{border-left:.35rem solid var(--deep);border-radius:.25rem;background:var(--note);padding:.8rem 1rem;margin:0 0 1.1rem}
.error{border-left-color:var(--error);background:var(--error-ground)}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
dl{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul{padding-left:1.3rem;margin:.6rem 0}li{margin:.5rem 0;overflow-wrap:anywhere}
.files{list-style:none;padding:0}.files a{display:inline-block;padding:.5rem 0;font-weight:600}
label{display:block;font-weight:600;margin-bottom:.25rem}
.hint{display:block;color:var(--soft);margin-bottom:.6rem}
input,textarea{font:inherit;display:block;width:100%;padding:.65rem .8rem;border:2px solid var(--edge);border-radius:.5rem;background:var(--card);color:inherit}
[aria-invalid]{border-color:var(--error)}
#code{max-width:15rem;font-size:1.5rem;letter-spacing:.15em}
textarea{min-height:9rem}
button{font:inherit;font-weight:600;min-height:3rem;margin-top:1rem;padding:.6rem 1.5rem;border:2px solid var(--deep);border-radius:.5rem;background:var(--deep);color:var(--on-deep);cursor:pointer}
button.second{background:transparent;color:var(--deep)}
a{color:var(--link);overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--focus);outline-offset:3px}
.private{animation:hide 0s ${String(IDLE_SECONDS)}s forwards}
.later{visibility:hidden;height:0;overflow:hidden;animation:show 0s ${String(IDLE_SECONDS)}s forwards}
@keyframes hide{to{visibility:hidden;height:0;margin:0;padding:0;border-width:0;overflow:hidden}}
@keyframes show{to{visibility:visible;height:auto}}
@media (max-width:30rem){button{width:100%}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@media print{.no-print{display:none}}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is kept, framed, indexed or told to anybody else (OWASP Secure Headers). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Markup that is safe to write as it is. */
export interface Html {
  readonly html: string;
}

/** Text as text, whatever it holds. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template in which every value is escaped, unless it is markup itself. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const written = values.map((value) => {
    if (typeof value === 'string') return escaped(value);
    if (typeof value === 'number') return String(value);
    return 'html' in value ? value.html : value.map(({ html }) => html).join('');
  });
  return { html: String.raw({ raw: strings }, ...written) };
}

export const NOTHING: Html = { html: '' };

export interface Page {
  /** What the page is about: the first thing that a screen reader says, and what the browser's history keeps. */
  readonly title: string;
  /** In the heading's place, where that is more than the title, or is private and so not in the title. */
  readonly heading?: Html;
  readonly body: Html;
  /** Something was wrong with what was entered. */
  readonly isError?: true;
}

/** A closed lock. */
const LOCK: Html = {
  html: '<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="4" y="10" width="16" height="11" rx="2"/><path d="M8 10V7a4 4 0 0 1 8 0v3"/></svg>',
};

export function writePage(page: Page, companyName: string): string {
  const { title, heading, body, isError } = page;
  const named = `${isError === true ? 'Error: ' : ''}${title} - ${companyName}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${named}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<div class="wide"><header>${LOCK}<span>${companyName}</span></header></div>
<main>
${heading ?? markup`<h1>${title}</h1>`}
${body}
</main>
<footer><p>We never ask for a password here. This page keeps one cookie while you are signed in, and loads nothing from anybody else.</p></footer>
</body>
</html>
`.html;
}
