import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { functionsOf } from '../../lib/functions.ts';
import type { FunctionName } from '../../lib/names.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import { AccessModel } from './support/access.ts';
import { ACCOUNT, REGION } from './support/resolve.ts';
import { synthesize } from './support/synthesize.ts';

/** Of the example. */
const FUNCTIONS = functionsOf(loadConfig());

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** What sends a lane's texts, and the devices that its application reaches. */
const ofLane = (lane: Lane) => ({
  pool: arn('sms-voice', `pool/pool-${lane}`),
  whatsapp: arn('social-messaging', `phone-number-id/${lane}`),
  app: arn('sns', `app/GCM/${lane}`),
  devices: arn('sns', `endpoint/GCM/${lane}/*`),
});

const model = new AccessModel(
  synthesize((example) => {
    const by = (lane: Lane) => ({
      ...example[lane],
      texts: {
        sms: { kind: 'aws' as const, senders: [{ arn: ofLane(lane).pool }] },
        whatsapp: { kind: 'aws' as const, senders: [{ arn: ofLane(lane).whatsapp }] },
        push: { kind: 'aws' as const, senders: [{ arn: ofLane(lane).app }] },
      },
    });
    return { ...example, clinical: by('clinical'), marketing: by('marketing') };
  }),
);

const LANES = ['clinical', 'marketing'] as const;
const other = (lane: Lane): Lane => (lane === 'clinical' ? 'marketing' : 'clinical');
const deliverer = (lane: Lane): FunctionName => `${lane}-deliver`;
const sending = (lane: Lane) =>
  [
    ['sms-voice:SendTextMessage', ofLane(lane).pool],
    ['social-messaging:SendWhatsAppMessage', ofLane(lane).whatsapp],
  ] as const;

const may = (name: FunctionName, action: string, resource: string) =>
  model.isAllowed({ role: `cordon-${REGION}-${name}`, action, resource });

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** On what an action is allowed or denied by name. The simulator knows no devices as resources of SNS. */
const named = (name: FunctionName, effect: Statement['Effect'], action: string) =>
  model
    .policiesOf(`cordon-${REGION}-${name}`)
    .flatMap(({ Statement }) => Statement as unknown as Statement[])
    .filter(({ Effect, Action }) => Effect === effect && [Action].flat().includes(action))
    .flatMap(({ Resource }) => Resource);

describe('texts by AWS', () => {
  it.each(LANES)("leave by the %s lane's senders from its deliverer alone", async (lane) => {
    for (const name of FUNCTIONS) {
      const delivers = name === deliverer(lane);
      for (const [action, resource] of sending(lane)) {
        expect(await may(name, action, resource), `${name} ${action}`).toBe(delivers);
      }
      const devices = named(name, 'Allow', 'sns:Publish').filter((one) => one.includes(lane));
      expect(devices, name).toEqual(delivers ? [ofLane(lane).devices] : []);
    }
  });

  it.each(LANES)('leave the %s lane by nothing that is not named', async (lane) => {
    for (const [action, resource] of [
      ['sms-voice:SendTextMessage', arn('sms-voice', 'phone-number/phone-another')],
      ['sms-voice:SendMediaMessage', ofLane(lane).pool],
      ['social-messaging:SendWhatsAppMessage', arn('social-messaging', 'phone-number-id/another')],
      ['sns:Publish', arn('sns', 'cordon-mail-feedback')],
    ] as const) {
      expect(await may(deliverer(lane), action, resource), action).toBe(false);
    }
    expect(named(deliverer(lane), 'Allow', 'sns:Publish')).toEqual([ofLane(lane).devices]);
  });

  it.each(LANES)(
    'never leave by the senders of the %s lane from the other, whatever is attached to it',
    (lane) => {
      const stranger = deliverer(other(lane));
      for (const [action, resource] of sending(lane)) {
        expect(named(stranger, 'Deny', action), action).toEqual([resource]);
      }
      expect(named(stranger, 'Deny', 'sns:Publish')).toEqual([ofLane(lane).devices]);
    },
  );
});
