import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from '../e2e/support/folders.ts';
import { startGateway, type Ready } from '../e2e/support/gateway-process.ts';
import { latestDeliveries } from '../e2e/support/sinks.ts';
import { postWebhook } from '../e2e/support/vendor.ts';
import { runCommand, tableRows, type Ran } from './support/run-command.ts';

let ready: Ready;
let key: string;
beforeAll(async () => {
  ready = (await startGateway(join(await folderForAll(), 'data'))).ready;
  key = ready.credentials.marketingKey.split('.')[0] ?? '';
}, 120_000);

const cordon = (...words: string[]): Promise<Ran> =>
  runCommand(...words, '--data', ready.dataFolder);
const inDays = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const asked = ['--by', 'platform team', '--why', 'first month'];
const override = ['--override-by', 'privacy officer', '--override-why', 'pilot'];
const report = async () => tableRows((await cordon('report', 'shadow')).out);

/** Mail that a marketing key may never send; invented. */
async function send(): Promise<{ decisions: { decisionId: string; disposition: string }[] }> {
  const answer = await fetch(ready.apis.messages, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ready.credentials.marketingKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      ...{ channel: 'email', from: 'hello@news.cordon.example', to: ['zeb@mail.example'] },
      subject: 'Your results',
      text: 'Dear Zebediah Quill (MRN 00482913), your A1C of 9.1 confirms type 2 diabetes.',
    }),
  });
  return (await answer.json()) as Awaited<ReturnType<typeof send>>;
}

const FORM = JSON.stringify({
  ...{ first_name: 'Zebediah', last_name: 'Quill', mrn: '00482913', reason: 'type 2 diabetes' },
});
let posted = 0;
/** Posts the intake form, and gives what the marketing system got of it. */
async function post(): Promise<string> {
  posted += 1;
  const before = (await latestDeliveries(ready, 'marketing-sink')).length;
  const { url } = ready.sources['intake'] ?? { url: '' };
  const { status } = await postWebhook(
    url,
    ready.credentials.sources.intake,
    `msg_${posted}`,
    FORM,
  );
  expect(status).toBe(202);
  const delivered = async () => (await latestDeliveries(ready, 'marketing-sink')).length;
  await expect.poll(delivered, { timeout: 20_000 }).toBeGreaterThan(before);
  return (await latestDeliveries(ready, 'marketing-sink'))[0]?.body ?? '';
}
/** Changed entries count within five seconds. */
const counts = { timeout: 20_000, interval: 500 };

describe('shadow mode on the command line', { timeout: 120_000 }, () => {
  it('is nowhere at first, and the report says where to look', async () => {
    expect(await cordon('report', 'shadow')).toEqual({
      code: 0,
      out: 'Nothing passed in shadow mode that policy decides otherwise.\n',
      err: '"cordon sources list" and "cordon keys list" say where it is on.\n',
    });
    expect((await cordon('report', 'shadow', '--json')).out).toBe('{"lines":[]}\n');
    expect((await send()).decisions).toMatchObject([{ disposition: 'block' }]);
    expect(await report()).toEqual([]);
  });

  it.each([
    [asked, /^cordon: Shadow mode needs --until and --by; --off ends it\.\n$/],
    [
      ['--until', inDays(30), '--why', 'first month'],
      /^cordon: Shadow mode needs --until and --by/,
    ],
    [['--until', 'soon', ...asked], /^error: option '--until <time>' argument 'soon' is invalid\./],
    [['--until', inDays(-1), ...asked], /^ {2}\/shadow\/until is in the past\n|is not after since/],
    [['--until', inDays(91), ...asked], /^ {2}\/shadow\/until is more than 90 days ahead\n/],
    [
      ['--until', inDays(30), '--by', 'Jane Roe', '--why', 'x'],
      /^ {2}\/shadow\/by seems to name a person/,
    ],
    [
      ['--until', inDays(30), ...asked, '--override-by', 'privacy officer'],
      /^cordon: An override needs --override-by, --override-until and --override-why/,
    ],
    [
      [
        '--until',
        inDays(30),
        ...asked,
        ...override.with(1, 'Jane Roe'),
        '--override-until',
        inDays(9),
      ],
      /^ {2}\/shadow\/override\/approvedBy seems to name a person/,
    ],
    [
      ['--until', inDays(30), ...asked, ...override, '--override-until', inDays(31)],
      /^ {2}\/shadow\/override\/until is after the end of shadow mode itself\n/,
    ],
  ])('is not entered with %j, and the source stays as it was', async (words, said) => {
    const { code, out, err } = await cordon('sources', 'shadow', 'intake', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
    expect(tableRows((await cordon('sources', 'list')).out)[1]?.slice(6)).toEqual(['-', '1']);
  });

  it('is not for keys that do not send', async () => {
    const [audit = ''] = ready.credentials.auditKey.split('.');
    const { code, err } = await cordon('keys', 'shadow', audit, '--until', inDays(9), ...asked);
    expect([code, err]).toEqual([1, 'cordon: This key does not send, it is of use audit.\n']);
  });

  it('of a sender lets mail pass that would be blocked, and both are on record', async () => {
    const on = await cordon('keys', 'shadow', key, '--until', inDays(30), ...asked);
    expect([on.code, on.out]).toEqual([0, `${key} is at version 2.\n`]);
    expect(on.err).toMatch(/^In shadow mode until .*T00:00:00\.000Z: what policy would have kept/);
    expect((await cordon('keys', 'list')).out).toContain('shadow until');
    await expect.poll(async () => (await send(), (await report()).length), counts).toBe(1);
    const sent = await send();
    const id = sent.decisions[0]?.decisionId ?? '';
    const [row = []] = await report();
    expect(row.slice(0, 4)).toEqual([
      `sender ${key}`,
      'recipients',
      'block',
      'marketing-lane-sends-no-phi',
    ]);
    expect(Number(row[4])).toBeGreaterThan(1);
    const shown = await cordon(
      'decisions',
      '--message',
      id.split('~')[0] ?? '',
      '--since',
      inDays(0),
    );
    expect(shown.out).toContain(`block (passed as_is)  ${id}`);
    expect(shown.out).toMatch(/not enforced {2}as_is was done: in shadow mode since /);
    const { out } = await cordon('report', 'shadow');
    expect(out).toContain('what to do: Send it with a clinical sender key');
    expect(out).not.toMatch(/Quill|00482913|zeb/i);
  });

  it('of a source does not cover a system without an agreement, and says so', async () => {
    const on = await cordon('sources', 'shadow', 'intake', '--until', inDays(30), ...asked);
    expect(on.err).toContain('Not to marketing-sink: the vendor has no agreement in force.\n');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await post()).not.toMatch(/Zebediah|00482913/);
    expect((await report()).map(([from]) => from)).toEqual([`sender ${key}`]);
  });

  it('covers it by an override that is named and timed, which the report shows', async () => {
    const words = ['--until', inDays(30), ...asked, ...override, '--override-until', inDays(9)];
    expect((await cordon('sources', 'shadow', 'intake', ...words)).code).toBe(0);
    await expect.poll(post, counts).toContain('Zebediah');
    const line = (await report()).find(([from]) => from === 'source intake');
    expect(line?.slice(1, 4)).toEqual([
      'marketing-sink',
      'deidentified',
      'inbound-marketing-without-phi',
    ]);
    expect(line?.at(-1)).toBe('privacy officer');
  });

  it('ends at once when it is turned off', async () => {
    const off = await cordon('sources', 'shadow', 'intake', '--off', '--why', 'pilot is over');
    expect([off.code, off.err]).toEqual([0, 'Policy is enforced again.\n']);
    await expect.poll(post, counts).not.toContain('Zebediah');
    const { out } = await cordon('sources', 'history', 'intake');
    expect(tableRows(out).map((row) => row[4])).toEqual([
      'pilot is over',
      'first month',
      'first month',
      'development data',
    ]);
  });

  it.each([
    [['--since', 'tomorrow'], /--since is not an ISO 8601 date or time/],
    [['--since', '2020-01-01'], /the time range must not be longer than 366 days/],
  ])('is not reported for %j', async (words, said) => {
    const { code, out, err } = await cordon('report', 'shadow', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });
});
