import type { MatrixRow } from './matrix-row.ts';

const STYLE = `
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse }
caption { text-align: left; max-width: 60rem; padding-bottom: 1rem; color: #555 }
th, td { border: 1px solid #bbb; padding: .3rem .6rem; text-align: left; font-weight: normal }
thead th { font-weight: bold; background: #f2f2f2 }
.as_is { background: #dff3e0 } .encrypted, .portal { background: #dcebfa } .deidentified { background: #e8e2f6 }
.quarantine { background: #fff0cc } .block { background: #fbdcd8 }
`;

/** The matrix as one page without scripts; the reason of each cell is its title. */
export function matrixHtml(
  head: readonly string[],
  rows: readonly MatrixRow[],
  caption: string,
): string {
  const lines = rows.map(({ lane, purpose, channel, cells }) => {
    const names = [lane, purpose, channel].map((name) => `<th scope="row">${escape(name)}</th>`);
    const decided = cells.map(
      ({ decision: { disposition, says } }) =>
        `<td class="${disposition}" title="${escape(says)}">${disposition}</td>`,
    );
    return `<tr>${[...names, ...decided].join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Cordon: channel matrix</title><style>${STYLE}</style></head>
<body>
<table>
<caption>${escape(caption)}</caption>
<thead><tr>${head.map((name) => `<th scope="col">${escape(name)}</th>`).join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** What a rule says is the company's own text. */
function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
