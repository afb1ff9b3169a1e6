import { Tokenizer } from 'htmlparser2';
import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';
import { deidentify } from '../../../lambdas/core/protect/deidentify.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';

function parsed(text: string, type = 'text/html'): ParsedPayload {
  const result = parsePayload(Buffer.from(text), type);
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

/** The payload with `[LABEL]` for what is found in it. */
function masked(text: string, type?: string): string {
  const payload = parsed(text, type);
  const { segments, unreadable } = payload;
  const report = scan({ segments, unreadable, careContext: false });
  expect(report.unreadable).toEqual([]);
  return Buffer.from(deidentify(payload, report, (label) => `[${label}]`).bytes).toString();
}

const pageOf = (html: string): string =>
  parsed(html)
    .segments.filter(({ path }) => path === 'html')
    .map(({ text }) => text)
    .join('\n');

/** The tags of a page, without what stands between them. */
function tags(html: string): string[] {
  const found: string[] = [];
  const note = (start: number, end: number): void => void found.push(html.slice(start, end));
  const skip = (): void => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: note,
      onclosetag: note,
      onattribname: note,
      ontext: skip,
      ontextentity: skip,
      onopentagend: skip,
      onselfclosingtag: skip,
      onattribdata: skip,
      onattribentity: skip,
      onattribend: skip,
      oncomment: skip,
      oncdata: skip,
      ondeclaration: skip,
      onprocessinginstruction: skip,
      onend: skip,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return found;
}

describe('identifiers in HTML', () => {
  it.each([
    [
      '<p>MRN: <strong>00482913</strong> diabetes</p>',
      '<p>MRN: <strong>[MRN]</strong> diabetes</p>',
    ],
    ['<p><b>Patient name:</b> Mara Lindqvist</p>', '<p><b>Patient name:</b> [NAME]</p>'],
    ['<b>Member ID:</b> XQH883120947', '<b>Member ID:</b> [HEALTH_PLAN_ID]'],
    ['Patient:<br>Mara Lindqvist<br>MRN:<br>00482913', 'Patient:<br>[NAME]<br>MRN:<br>[MRN]'],
    [
      '<label>Member ID</label><span>XQH883120947</span>',
      '<label>Member ID</label><span>[HEALTH_PLAN_ID]</span>',
    ],
    [
      '<span>Member ID</span><span>XQH883120947</span>',
      '<span>Member ID</span><span>[HEALTH_PLAN_ID]</span>',
    ],
    [
      '<p>Patient M<b>a</b>ra L<i>indqv</i>ist has asthma</p>',
      '<p>Patient [NAME]<b></b><i></i> has asthma</p>',
    ],
    ['<p>SSN 123<wbr>-45<span>-6789</span></p>', '<p>SSN [SSN]<wbr><span></span></p>'],
    ['<p>SSN &#49;23&#45;45-678&#x39;.</p>', '<p>SSN [SSN].</p>'],
    ['<p>Patient\n      Mara\n      Lindqvist</p>', '<p>Patient\n      [NAME]</p>'],
    [
      '<td>SSN</td><td>123</td><td>45</td><td>6789</td>',
      '<td>SSN</td><td>[SSN]</td><td></td><td></td>',
    ],
    [
      '<table><tr><th>Patient name</th><td>Mara Lindqvist</td></tr><tr><th>SSN</th><td>123456789</td></tr></table>',
      '<table><tr><th>Patient name</th><td>[NAME]</td></tr><tr><th>SSN</th><td>[SSN]</td></tr></table>',
    ],
    ['<dl><dt>MRN</dt><dd>482913</dd></dl>', '<dl><dt>MRN</dt><dd>[MRN]</dd></dl>'],
    [
      '<table><tr><th>First name<th>MRN</tr><tr><td>mara</td><td>482913</td></tr></table>',
      '<table><tr><th>First name<th>MRN</tr><tr><td>[NAME]</td><td>[MRN]</td></tr></table>',
    ],
    [
      '<input name="patient_name" value="Mara Lindqvist"><input name=mrn value=482913>',
      '<input name="patient_name" value="[NAME]"><input name=mrn value=[MRN]>',
    ],
    ['<textarea name="mrn">482913</textarea>', '<textarea name="mrn">[MRN]</textarea>'],
    ['<td data-label="MRN">482913</td>', '<td data-label="MRN">[MRN]</td>'],
    ['<img alt="SSN 123-45-6789">', '<img alt="SSN [SSN]">'],
    ['<p data-mrn="482913">x</p>', '<p data-mrn="[MRN]">x</p>'],
    ['<a href="mailto:mara@mail.example">x</a>', '<a href="mailto:[EMAIL]">x</a>'],
    ['<!-- SSN 123-45-6789 -->', '<!-- SSN [SSN] -->'],
    [
      '<!--[if mso]><b>SSN</b> 123-45-6789<![endif]-->',
      '<!--[if mso]><b>SSN</b> [SSN]<![endif]-->',
    ],
    ['<script>var a = "SSN 123-45-6789"</script>', '<script>var a = "SSN [SSN]"</script>'],
    ['<p title=SSN 123-45-6789>x</p>', '<p title=SSN [SSN]>x</p>'],
    ['<p>x</p SSN 123-45-6789>', '<p>x</p SSN [SSN]>'],
    ['x <p title="SSN 123-45-6789', 'x <p title="SSN [SSN]'],
    ['<p>from <mara@mail.example></p>', '<p>from <[EMAIL]></p>'],
    [
      '<p>&lt;b&gt;MRN:&lt;/b&gt; &lt;i&gt;00482913&lt;/i&gt;</p>',
      '<p>&lt;b&gt;MRN:&lt;/b&gt; &lt;i&gt;[MRN]&lt;/i&gt;</p>',
    ],
    [
      '<p data-who="{&quot;first_name&quot;:&quot;mara&quot;}">x</p>',
      '<p data-who="{&quot;first_name&quot;:&quot;[NAME]&quot;}">x</p>',
    ],
    [
      '<script type="application/ld+json">{"mrn":"482913"}</script>',
      '<script type="application/ld+json">{"mrn":"[MRN]"}</script>',
    ],
  ])('are replaced where they stand: %s', (html, wanted) => {
    expect(masked(html)).toBe(wanted);
    expect(masked(html, 'text/plain')).toBe(wanted);
    expect(JSON.parse(masked(JSON.stringify({ a: html }), 'application/json'))).toEqual({
      a: wanted,
    });
  });

  it('are replaced by what the markup can hold', () => {
    const payload = parsed('<p title="SSN 1"><a href=SSN>SSN</a><!-- SSN -->');
    const replacements = payload.segments.map(({ text }, segment) => {
      const start = text.indexOf('SSN');
      return { segment, start, end: start + 3, text: `"><b x='` };
    });
    expect(Buffer.from(payload.rewrite(replacements)).toString()).toBe(
      '<p title="&quot;&gt;&lt;b x=&#39; 1"><a href=&#34;&#62;&#60;b&#32;x&#61;&#39;>&quot;&gt;&lt;b x=&#39;</a><!-- "  b x=\' -->',
    );
  });

  it.each([
    '<input name="email" type="text" id="name" placeholder="Your name">',
    '<p>We help many patients with <b>asthma</b>.</p>',
    'a < b and c > d, x<b then',
    '<div class="patient name">x</div>',
    '<table><tr><th>Name</th><th>MRN</th></tr></table>',
    '<!DOCTYPE html><html lang="en"><head><meta name="viewport" content="width=device-width"></head></html>',
  ])('are not seen where there are none: %s', (html) => {
    expect(masked(html)).toBe(html);
    expect(masked(html, 'text/plain')).toBe(html);
  });
});

describe('a page', () => {
  it('is one text, whose blocks are lines and whose inline tags are gone', () => {
    expect(pageOf('<div>Jane <b>R</b>oe</div><p>called\n   us</p>now')).toBe(
      '\nJane Roe\n\ncalled us\nnow',
    );
  });

  it('finds each thing once', () => {
    const { segments, unreadable } = parsed(
      '<table><tr><th>MRN</th></tr><tr><td>482913</td></tr></table><p>SSN <b>123-45-6789</b></p>',
    );
    const { findings } = scan({ segments, unreadable, careContext: false });
    expect(findings.map(({ label }) => label).sort()).toEqual(['MRN', 'SSN']);
  });

  it('that is written in another character set is not read', () => {
    const bytes = Buffer.from('<p>\u001b$B>1?M\u001b(B');
    expect(parsePayload(bytes, 'text/html')).toEqual({
      kind: 'unreadable',
      reason: 'invalid_encoding',
    });
    expect(parsePayload(bytes, 'text/html; charset=utf-16').kind).toBe('unreadable');
  });

  it('with elements of another notation has a part that is not read', () => {
    expect(parsed('<p>x</p><patient_name>Mara</patient_name>').unreadable).toHaveLength(1);
  });

  it('that is escaped more often than is looked into is unread', () => {
    let text = '<b>MRN:</b> 00482913';
    for (let level = 0; level < 5; level++) {
      text = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
      const { unreadable } = parsed(JSON.stringify([text]), 'application/json');
      expect(unreadable.map(({ reason }) => reason)).toEqual(level < 3 ? [] : ['encoded_content']);
    }
  });

  const piece = fc.constantFrom(
    ...['<p>', '</p>', '<p title="', '">', '<!--', '-->', '<a href=', "'", '>', '<', '</', ' '],
    ...[
      '<script>',
      '</script>',
      '&amp;',
      '&#',
      '<!',
      '<?',
      'x',
      '=',
      '/',
      '<td>',
      '<input value="',
    ],
    ...[
      '<![CDATA[',
      ']]>',
      '<textarea>',
      '</textarea>',
      '<title>',
      '&lt;b&gt;',
      '\n',
      'MRN',
      'Wort',
    ],
  );
  const pages = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('stays byte for byte what it was where nothing is replaced, and holds every word', () => {
    fc.assert(
      fc.property(pages, pages, (a, b) => {
        const html = `${a} Canary ${b}`;
        const payload = parsed(html);
        expect(Buffer.from(payload.rewrite([])).toString()).toBe(html);
        expect(payload.segments.some(({ text }) => text.includes('Canary'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its tags whatever is replaced', () => {
    fc.assert(
      fc.property(pages, (html) => {
        const payload = parsed(html);
        const replacements = payload.segments.flatMap(({ text }, segment) =>
          [...text.matchAll(/Wort/g)].map(({ index }) => ({
            segment,
            start: index,
            end: index + 4,
            text: 'Word',
          })),
        );
        const written = Buffer.from(payload.rewrite(replacements)).toString();
        expect(tags(written)).toEqual(tags(html).map((tag) => tag.replaceAll('Wort', 'Word')));
        expect(written).not.toContain('Wort');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['open angle brackets', '<'],
    ['open tags', '<a '],
    ['tags that do not end', '<a <a <a'],
    ['inputs without names', '<input value="x">'],
    ['values of one tag', 'value=x '],
    ['entities', '&amp;'],
    ['tables', '<table><tr><td>MRN</td><td>1'],
    ['escaped tags', '&amp;lt;p&amp;gt;x'],
  ])('of a megabyte of %s is read in linear time', (_, unit) => {
    const bytes = Buffer.from(unit.repeat(1_000_000 / unit.length));
    const start = process.cpuUsage();
    parsePayload(bytes, 'text/html');
    // Of the processor, not of the clock: other tests run at the same time.
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });
});
