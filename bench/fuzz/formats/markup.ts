import fc from 'fast-check';
import { carrier, entities, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const hexEntities = (text: string): string =>
  [...text].map((character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join('');
const written = fc.constantFrom(escapeXml, escapeXml, entities, hexEntities);

type Put = (text: string, raw: string) => string;

const inXml = fc.constantFrom<Put>(
  (text) => `<note>${text}</note>`,
  (text) => `<note code="x" value="${text}"/>`,
  (_, raw) => `<note><![CDATA[${raw.replaceAll(']]>', '')}]]></note>`,
  (_, raw) => `<!-- ${raw.replaceAll('--', '- -').replace(/-$/, '')} --><note/>`,
  (_, raw) => `<?app ${raw.replaceAll('?>', '')}?><note/>`,
  (text) => `<a:note xmlns:a="urn:x">${text}</a:note>`,
  (text) => `<div xmlns="http://www.w3.org/1999/xhtml"><p>see <b>${text}</b></p></div>`,
);

/** What may stand before the root: what declares something is held. */
const doctype = fc.constantFrom(
  '',
  '',
  '',
  '<!DOCTYPE root>\n',
  '<!DOCTYPE root PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n',
  '<!DOCTYPE other>\n',
  '<!DOCTYPE root SYSTEM "PLANT.dtd">\n',
  '<!DOCTYPE root [<!ENTITY x "PLANT">]>\n',
);

/** XML: text, attributes, CDATA, comments, instructions; declared character sets. */
export const xml: Generate = (plant) =>
  fc
    .tuple(
      inXml,
      carrier,
      written,
      word,
      fc.constantFrom('utf-8', 'iso-8859-1', 'utf-16', ''),
      fc.nat(3),
      doctype,
    )
    .map(([put, carry, write, other, charset, depth, declared]) => {
      const value = carry(plant.text);
      let body = `${put(write(value), value)}<other>${escapeXml(other)}</other>`;
      for (let level = 0; level < depth; level++)
        body = `<level n="${String(level)}">${body}</level>`;
      const declaration = charset === '' ? '' : `<?xml version="1.0" encoding="${charset}"?>\n`;
      const text = `${declaration}${declared.replace('PLANT', plant.text)}<root>\n${body}\n</root>`;
      if (charset === 'utf-16') {
        return { type: 'application/xml', bytes: Buffer.from(`\uFEFF${text}`, 'utf16le') };
      }
      const isLatin = charset === 'iso-8859-1' && !/[^\0-\xff]/.test(text);
      return { type: 'text/xml', bytes: Buffer.from(text, isLatin ? 'latin1' : 'utf8') };
    });

const half = (text: string, by: string): string => {
  const at = Math.floor(text.length / 2);
  return `${text.slice(0, at)}${by}${text.slice(at)}`;
};

const inHtml = fc.constantFrom<Put>(
  (text) => `<p>${text}</p>`,
  (_, raw) => `<p>${half(raw, '\0').split('\0').map(escapeXml).join('<span></span>')}</p>`,
  (text) => `<table><tr><th>Note</th><td>${text}</td></tr></table>`,
  (text) => `<a href="https://example.com" title="${text}">x</a>`,
  (_, raw) => `<!-- ${raw.replaceAll('--', '- -')} -->`,
  (_, raw) => `<script>var note = ${JSON.stringify(raw).replaceAll('<', '\\u003c')};</script>`,
  (_, raw) => `<style>p::after { content: "${raw.replace(/["<>\n]/g, ' ')}" }</style>`,
  (text) => `<div hidden>${text}</div>`,
  (text) => `<input value='${text.replaceAll("'", '&#39;')}'>`,
  (text) => `<textarea>${text}</textarea>`,
);

/** HTML: what is shown and what is not. */
export const html: Generate = (plant) =>
  fc
    .tuple(inHtml, carrier, written, word, fc.boolean())
    .map(([put, carry, write, other, isWhole]) => {
      const value = carry(plant.text);
      const body = `<h1>${escapeXml(other)}</h1>\n${put(write(value), value)}<br>`;
      const page = isWhole ? `<!DOCTYPE html><html><head></head><body>${body}</body></html>` : body;
      return { type: 'text/html; charset=utf-8', bytes: Buffer.from(page) };
    });
