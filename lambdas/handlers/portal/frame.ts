import { createHash } from 'node:crypto';

/**
 * The frame of every page: no script, nothing from anywhere else, one style that is named by its hash. Colors have a
 * contrast of at least 7:1, controls are 44 pixels high, and what has the focus is outlined (WCAG 2.2: 1.4.3, 2.5.8,
 * 2.4.7).
 */
const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#16202a;background:#f3f5f7}
header,main,footer{max-width:40rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem;font-weight:600;color:#334452}
main{padding-top:.5rem;padding-bottom:1.5rem}
footer{padding-bottom:2rem;color:#45525e;font-size:.9375rem}
h1{font-size:1.6rem;line-height:1.25;margin:.75rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
.card{background:#fff;border:1px solid #c5ced6;border-radius:.5rem;padding:1.25rem}
.card+.card,form+form{margin-top:1rem}
.note{border-left:.3rem solid #1d4f7c;background:#eaf1f7;padding:.75rem 1rem;margin:0 0 1rem}
.error{border-left-color:#a1161f;background:#fbecec}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
dl{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{color:#45525e}dd{margin:0;overflow-wrap:anywhere}
ul{padding-left:1.25rem}li{margin:.5rem 0;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin-bottom:.25rem}
.hint{display:block;color:#45525e;font-size:.9375rem;margin-bottom:.5rem}
input,textarea{font:inherit;width:100%;padding:.6rem .75rem;border:1px solid #5b6b79;border-radius:.375rem;background:#fff;color:inherit}
input{max-width:16rem;letter-spacing:.08em}
textarea{min-height:9rem}
button{font:inherit;font-weight:600;min-height:2.75rem;margin-top:.75rem;padding:.5rem 1.25rem;border:2px solid #1d4f7c;border-radius:.375rem;background:#1d4f7c;color:#fff;cursor:pointer}
button.second{background:#fff;color:#1d4f7c}
a{color:#174a78}
:focus-visible{outline:3px solid #b35900;outline-offset:2px}
@media (max-width:26rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
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
  /** What the page is about; the first thing that a screen reader says. */
  readonly title: string;
  readonly body: Html;
  /** Something was wrong with what was entered. */
  readonly isError?: true;
}

export function writePage({ title, body, isError }: Page, companyName: string): string {
  const named = `${isError === true ? 'Error: ' : ''}${title} - ${companyName}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${named}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<header>${companyName}</header>
<main>
<h1>${title}</h1>
${body}
</main>
<footer><p>This page asks for no password, sets one cookie while you are signed in, and loads nothing from anybody else.</p></footer>
</body>
</html>
`.html;
}
