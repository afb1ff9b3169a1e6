import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from '../e2e/support/folders.ts';
import { runCommand } from './support/run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await folderForAll();
});

const HOURS = {
  ...{ id: 'd-hours', entityId: 'general-hospital', lanes: ['marketing'], syntax: 'handlebars' },
  subject: 'Hours of {{place}}',
  html: '<p>{{place}}: {{#each days}}{{this}} {{/each}}</p>',
  sample: { place: 'Our <office>', days: ['Monday', 'Friday'] },
};

async function file(content: unknown): Promise<string> {
  const path = join(folder, 'template.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const render = async (template: unknown, ...words: readonly string[]) =>
  runCommand('templates', 'render', await file(template), ...words);

describe('cordon templates render', () => {
  it('shows each part filled in with the sample, without a gateway', async () => {
    expect(await render(HOURS)).toEqual({
      code: 0,
      out: 'subject:\nHours of Our <office>\n\nhtml:\n<p>Our &lt;office&gt;: Monday Friday </p>\n\n',
      err: '',
    });
  });

  it('fills in other data where a file of them is named, and prints JSON', async () => {
    const other = join(folder, 'other.json');
    await writeFile(other, '{"place":"the clinic"}');
    const { code, out } = await render(HOURS, '--with', other, '--json');
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { subject: 'Hours of the clinic', html: '<p>the clinic: </p>' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['what is not JSON', '{"id"', 'is not the JSON of an entry'],
    ['an entry without an id', { ...HOURS, id: undefined }, 'is not the JSON of an entry'],
    ['a language that there is not', { ...HOURS, syntax: 'erb' }, '/syntax'],
    ['a template that cannot be read', { ...HOURS, html: '{{#each days}}' }, '/html'],
    ['a helper that is not available', { ...HOURS, html: '{{shout place}}' }, '/html calls a'],
    ['a subject of two lines', { ...HOURS, subject: 'a\nb' }, '/subject is not one line'],
    ['merge tags', { ...HOURS, syntax: 'merge-tags' }, 'Only Handlebars and Mustachio'],
    ['another name', { ...HOURS, sameAs: 'd-other' }, '/sameAs stands for all'],
  ])('refuses %s, and says what is wrong', async (_what, template, says) => {
    const { code, out, err } = await render(template);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(says)]);
    expect(err).toMatch(/^cordon: .*\n$/);
  });

  it('refuses a template for the marketing lane, and a sample, about somebody, and repeats nothing of it', async () => {
    const about = 'Patient Walter Grace, MRN 5518820, has asthma';
    for (const template of [
      { ...HOURS, html: `<p>${about}</p>` },
      { ...HOURS, lanes: ['clinical'], sample: { place: about } },
    ]) {
      const { code, out, err } = await render(template);
      expect([code, out, err]).toEqual([1, '', expect.stringContaining('health information')]);
      expect(err).not.toMatch(/Walter|5518820|asthma/);
    }
  });
});
