import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { postSigned, type Sent } from './support/operator.ts';
import { signerFor, TOPIC } from './support/vendor-signers.ts';

/** What vendors ask before, between and instead of deliveries, of the running gateway. */

const VENDORS = [
  'slack',
  'zoom',
  'redox',
  'github',
  'twilio',
  'mandrill',
  'ses',
  'mailgun',
  'svix',
];
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const VERIFY_TOKEN = 'a-verify-token-of-the-operator';
const CHALLENGE = '2e73f864-a0e9-4764-a7d5-91fe5836db22';

let company: Company;

beforeAll(async () => {
  company = await startCompany();
  const { operator, sns } = company;
  for (const vendor of VENDORS) {
    await operator.addSource(vendor, signerFor(vendor, sns.key), { destinationIds: DESTINATIONS });
  }
  await operator.putSecret('cordon/source/meta-handshake', VERIFY_TOKEN);
  await operator.addSource('meta', signerFor('meta-whatsapp', sns.key), {
    destinationIds: DESTINATIONS,
    handshakeSecretRef: 'cordon/source/meta-handshake',
  });
}, 120_000);

afterAll(() => company.close());

const urlOf = (source: string): string => `${company.gateway.url}/webhooks/${source}`;

interface Posting {
  readonly body: string;
  readonly contentType?: string;
  /** Seconds that the sender's clock is behind; ahead if negative. */
  readonly late?: number;
}

async function postFrom(
  vendor: string,
  { body, contentType = JSON_TYPE, late = 0 }: Posting,
): Promise<Sent> {
  const at = Date.now() - late * 1000;
  const signer = signerFor(vendor, company.sns.key);
  return postSigned(signer, { url: urlOf(vendor), contentType, body, at });
}

/** Messages that were kept, of all sources. */
const kept = async (): Promise<number> => (await company.tables.items('messages')).length;

describe('a handshake is answered, again and again, and nothing of it is kept', () => {
  it('of Slack: the challenge, once its signature is right', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: CHALLENGE });
    const sent = await postFrom('slack', { body });
    expect([sent.status, sent.answer]).toEqual([200, CHALLENGE]);
    expect(await sent.again()).toMatchObject({ status: 200, answer: CHALLENGE });
    const unsigned = await fetch(urlOf('slack'), { method: 'POST', body });
    expect([unsigned.status, (await unsigned.text()).includes(CHALLENGE)]).toEqual([401, false]);
    expect(await kept()).toBe(0);
  });

  it('of Zoom: the plain token with its HMAC', async () => {
    const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
    const body = JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken } });
    const sent = await postFrom('zoom', { body });
    const { secret = '' } = signerFor('zoom', company.sns.key);
    const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
    expect(JSON.parse(sent.answer)).toEqual({ plainToken, encryptedToken });
    expect((await sent.again()).status).toBe(200);
    expect(await kept()).toBe(0);
  });

  it.each([
    ['the right token', VERIFY_TOKEN, '1158201444', 200, '1158201444'],
    ['another token', 'wrong', '1158201444', 403, undefined],
    ['a page for a challenge', VERIFY_TOKEN, '<script>1</script>', 403, undefined],
  ])('of Meta, by GET with %s', async (_, token, challenge, status, answer) => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': token,
      'hub.challenge': challenge,
    });
    const response = await fetch(`${urlOf('meta')}?${query.toString()}`);
    const text = await response.text();
    expect(response.status).toBe(status);
    if (answer === undefined) expect(text).not.toContain(challenge);
    else expect(text).toBe(answer);
    expect(response.headers.get('content-type')).not.toContain('html');
  });

  it('of Redox, by POST with the token in the body and by GET with it in the query', async () => {
    const token = 'a-verification-token';
    const ask = (given: string) =>
      fetch(urlOf('redox'), {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE },
        body: JSON.stringify({ 'verification-token': given, challenge: CHALLENGE }),
      });
    expect(await (await ask(token)).text()).toBe(CHALLENGE);
    const refused = await ask('another');
    expect([refused.status, (await refused.text()).includes(CHALLENGE)]).toEqual([401, false]);
    const query = `?challenge=${CHALLENGE}&verification-token=${token}`;
    expect(await (await fetch(urlOf('redox') + query)).text()).toBe(CHALLENGE);
    expect(await kept()).toBe(0);
  });

  const confirmation = (subscribeUrl: string, topic = TOPIC): string =>
    JSON.stringify({
      Type: 'SubscriptionConfirmation',
      MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
      Token: '2336412f37f',
      TopicArn: topic,
      Message: 'You have chosen to subscribe to the topic.',
      SubscribeURL: subscribeUrl,
      Timestamp: '2026-11-22T06:00:00.000Z',
      SignatureVersion: '2',
      Signature: '',
      SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem',
    });
  const ON_SNS =
    'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37f';
  const TEXT = 'text/plain; charset=UTF-8';

  it('of SNS: its URL is visited, on a host of SNS', async () => {
    const sent = await postFrom('ses', { body: confirmation(ON_SNS), contentType: TEXT });
    expect(sent.status).toBe(200);
    expect(company.sns.visits).toContain('/?Action=ConfirmSubscription&Token=2336412f37f');
    expect(await kept()).toBe(0);
  });

  it.each([
    ['an address inside the network', 'https://169.254.169.254/latest/meta-data', TOPIC],
    ['a host with another name', 'https://sns.us-east-1.amazonaws.com.example.org/', TOPIC],
    ['no encryption', 'http://sns.us-east-1.amazonaws.com/', TOPIC],
    ['a topic of somebody else', ON_SNS, 'arn:aws:sns:us-east-1:999999999999:Other'],
  ])('of SNS, but not for %s', async (_, url, topic) => {
    const before = company.sns.visits.filter((path) => !path.endsWith('.pem')).length;
    const sent = await postFrom('ses', { body: confirmation(url, topic), contentType: TEXT });
    expect(sent.status).toBe(401);
    expect(company.sns.visits.filter((path) => !path.endsWith('.pem'))).toHaveLength(before);
  });

  it('of Mailchimp Transactional: a HEAD before there is a secret', async () => {
    expect((await fetch(urlOf('mandrill'), { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(urlOf('nobody'), { method: 'HEAD' })).status).toBe(200);
  });

  it('of Twilio: it is asked for credentials where there is no signature', async () => {
    const response = await fetch(urlOf('twilio'), {
      method: 'POST',
      headers: { 'content-type': FORM_TYPE },
      body: 'MessageSid=SM1',
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await kept()).toBe(0);
  });
});

describe('a delivery comes once', () => {
  it('GitHub sends a ping like any other delivery', async () => {
    const before = await kept();
    const sent = await postFrom('github', { body: '{"zen":"Keep it logically awesome."}' });
    expect([sent.status, (await sent.again()).status, await kept()]).toEqual([
      202,
      200,
      before + 1,
    ]);
  });

  it('when a vendor posts the same at the same moment', async () => {
    const before = await kept();
    const sent = await postFrom('slack', { body: '{"type":"event_callback","event_id":"Ev1"}' });
    const statuses = await Promise.all(Array.from({ length: 8 }, () => sent.again()));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await kept()).toBe(before + 1);
  });

  it('when it is signed anew, by the id of the event', async () => {
    const before = await kept();
    const body = '{"type":"event_callback","event_id":"Ev2"}';
    await postFrom('slack', { body });
    await postFrom('slack', { body, late: 60 });
    expect(await kept()).toBe(before + 1);
  });

  it('when another body comes with a token of Mailgun that was used', async () => {
    const before = await kept();
    const fields = 'recipient=jo%40example.org&event=delivered';
    const sent = await postFrom('mailgun', { body: fields, contentType: FORM_TYPE });
    const other = await fetch(urlOf('mailgun'), {
      method: 'POST',
      headers: { 'content-type': FORM_TYPE },
      body: sent.body.replace('delivered', 'clicked'),
    });
    expect([sent.status, other.status, await kept()]).toEqual([200, 200, before + 1]);
  });

  it('of Mailchimp Transactional, signed over the public URL', async () => {
    const before = await kept();
    const body = new URLSearchParams({ mandrill_events: '[{"event":"send","_id":"a1"}]' });
    const sent = await postFrom('mandrill', { body: body.toString(), contentType: FORM_TYPE });
    expect([Math.floor(sent.status / 100), await kept()]).toEqual([2, before + 1]);
  });

  it.each(['slack', 'zoom', 'svix'])(
    'and not at all when %s signed it too early or late',
    async (vendor) => {
      const before = await kept();
      const body = '{"type":"event_callback","event_id":"Ev3","event":"meeting.started"}';
      expect((await postFrom(vendor, { body, late: 360 })).status).toBe(401);
      expect((await postFrom(vendor, { body, late: -360 })).status).toBe(401);
      expect(await kept()).toBe(before);
    },
  );
});
