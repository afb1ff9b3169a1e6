import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { htmlContent } from '../../../lambdas/core/parse/html-text.ts';
import { processorTime } from '../../support/processor-time.ts';

/** Everything that was read, the text of the page first. */
const read = (html: string): string[] => htmlContent('html', html).segments.map(({ text }) => text);
const page = (html: string): string => read(html)[0]!;

describe('the text of a page', () => {
  it.each([
    ['Jane Roe', 'Jane Roe'],
    ['Ja<b>ne</b> R<i>o</i>e', 'Jane Roe'],
    ['123<wbr>-45<span style="color:red">-6789</span>', '123-45-6789'],
    ['123&#45;45&#x2d;6789', '123-45-6789'],
    ['J&eacute;r&ocirc;me &amp; co', 'Jérôme & co'],
    ['J&#97ne without a semicolon', 'Jane without a semicolon'],
    ['&nosuch; stays', '&nosuch; stays'],
    ['a < b and <', 'a < b and <'],
    ['<textarea>Ja<b>ne</textarea>', '\nJa<b>ne\n'],
  ])('%s says %j', (html, text) => {
    expect(page(html)).toBe(text);
  });

  it.each(['<p>', '<br>', '<td>', '</div>', '<li>', '<tr><td>', '<BR/>', '<h1>'])(
    'is broken by %s, so that the words around it do not touch',
    (tag) => {
      expect(page(`Jane${tag}Roe`)).toMatch(/^Jane\n+Roe\n*$/);
    },
  );

  it('does not hold the style and script, which are read apart', () => {
    expect(read('<style>p{color:red}</style>Jane<script>var mrn = 1</script> Roe')).toEqual([
      'Jane Roe',
      'p{color:red}',
      'var mrn = 1',
    ]);
    expect(read('<script>Jane Roe')).toEqual(['', 'Jane Roe']);
  });
});

describe('what stands beside the text', () => {
  it.each([
    ['<img alt="Jane Roe">', 'Jane Roe'],
    ['<p title=\'Jane "J" Roe\'>x</p>', 'Jane "J" Roe'],
    ['<a href="https://x.example/?n=Jane&amp;m=1">x</a>', 'https://x.example/?n=Jane&m=1'],
    ['<input value=Jane>', 'Jane'],
    ['<p title="first" title="Jane Roe">x</p>', 'Jane Roe'],
    ['<!-- Jane Roe -->', ' Jane Roe '],
    ['<!-- Jane Roe', ' Jane Roe'],
    ['<!---->x<!-- Jane & co -->', ' Jane & co '],
    ['<!--[if mso]><b>Ja</b>ne &#82;oe<![endif]-->', 'Jane Roe'],
    ['<!-- <img alt="Jane Roe"> -->', 'Jane Roe'],
    ['<![CDATA[Jane Roe]]>', 'Jane Roe'],
    ['<?note Jane Roe ?>', '?note Jane Roe ?'],
    ['<!doctype html "Jane Roe">', 'doctype html "Jane Roe"'],
  ])('%s is read', (html, text) => {
    expect(read(html)).toContain(text);
  });

  it('has the name of its attribute as a hint', () => {
    const { segments } = htmlContent('html', '<input data-patient-name="Jane Roe">');
    expect(segments[1]).toEqual({
      path: 'html/@0',
      text: 'Jane Roe',
      role: 'value',
      hint: 'data-patient-name',
    });
  });

  it.each([
    ['an unquoted value with spaces', '<p title=Jane Roe has diabetes>x</p>'],
    ['a tag that never ends', 'x <p title="Jane Roe has diabetes'],
    ['a value that became a name', '<p title=Jane Roe="x">y</p>'],
    ['words in a closing tag', '<p>x</p Jane Roe>'],
  ])('%s is read from the source', (_what, html) => {
    expect(read(html)).toContain(html);
  });

  it.each([
    '<!DOCTYPE html>',
    '<!doctype html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    '<input disabled="" checked><p ></p ><br/><img alt="">',
    '<html xmlns:o="" lang=""><td data-x-y="" onclick="" bgcolor="" viewBox=""></td >',
  ])('ordinary markup adds nothing: %s', (html) => {
    expect(read(html).slice(1)).toEqual([]);
  });
});

describe('hostile markup', () => {
  it('of many thousand attributes is bounded, and said to be not fully read', () => {
    const { segments, unreadable } = htmlContent('html', '<p a="1">'.repeat(30_000));
    expect(segments.length).toBeLessThanOrEqual(20_001);
    expect(unreadable).toEqual([{ path: 'html', reason: 'too_many_segments' }]);
  });

  it('of many thousand tags in comments shares the bound', () => {
    const comment = `<!-- ${'<p a="1">'.repeat(1000)} -->`;
    const { segments, unreadable } = htmlContent('html', comment.repeat(30));
    expect(segments.length).toBeLessThanOrEqual(20_001);
    expect(unreadable).toHaveLength(1);
  });

  it.each([
    ['nested tags', '<b>'.repeat(200_000)],
    ['open angle brackets', '<'.repeat(500_000)],
    ['an open comment', `<!--${'<!--'.repeat(100_000)}`],
    ['ampersands', '&'.repeat(500_000)],
    ['open quotes', '<p a="'.repeat(100_000)],
  ])('of %s is read in reasonable time', (_what, html) => {
    const elapsed = processorTime();
    htmlContent('html', html);
    expect(elapsed()).toBeLessThan(5000);
  });

  it('never hides a word, wherever one stands in it', () => {
    const piece = fc.constantFrom(
      ...['<p>', '</p>', '<p title="', '">', '<!--', '-->', '<a href=', "'", '>', '<', '</', ' '],
      ...['<script>', '</script>', '<style>', '</style', '&amp;', '&#', '<!', '<?', 'x', '=', '/'],
      ...['<![CDATA[', ']]>', '<textarea>', '</textarea>', '<title>', '<svg>', '<!doctype html>'],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(piece, { maxLength: 12 }),
        (a, b) => {
          const html = `${a.join('')} Canary ${b.join('')}`;
          expect(read(html).join('\n')).toContain('Canary');
        },
      ),
      { numRuns: 5000 },
    );
  });
});
