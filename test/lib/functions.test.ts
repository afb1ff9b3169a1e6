import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment as canary } from '../../lambdas/handlers/canary/environment.ts';
import { readEnvironment as clinicalDeliver } from '../../lambdas/handlers/clinical-deliver/environment.ts';
import { readEnvironment as clinicalMessages } from '../../lambdas/handlers/clinical-messages/environment.ts';
import { readEnvironment as clinicalSend } from '../../lambdas/handlers/clinical-send/environment.ts';
import { readEnvironment as decisionsRead } from '../../lambdas/handlers/decisions-read/environment.ts';
import { readEnvironment as deliveriesAdmin } from '../../lambdas/handlers/deliveries-admin/environment.ts';
import { readEnvironment as inboundWorker } from '../../lambdas/handlers/inbound-worker/environment.ts';
import { readEnvironment as ledgerDispose } from '../../lambdas/handlers/ledger-dispose/environment.ts';
import { readEnvironment as ledgerSealer } from '../../lambdas/handlers/ledger-sealer/environment.ts';
import { readEnvironment as mailAccept } from '../../lambdas/handlers/mail-accept/environment.ts';
import { readEnvironment as mailFeedback } from '../../lambdas/handlers/mail-feedback/environment.ts';
import { readEnvironment as marketingDeliver } from '../../lambdas/handlers/marketing-deliver/environment.ts';
import { readEnvironment as marketingMessages } from '../../lambdas/handlers/marketing-messages/environment.ts';
import { readEnvironment as marketingSend } from '../../lambdas/handlers/marketing-send/environment.ts';
import { readEnvironment as optOuts } from '../../lambdas/handlers/opt-outs/environment.ts';
import { readEnvironment as peopleAdmin } from '../../lambdas/handlers/people-admin/environment.ts';
import { readEnvironment as permissionCheck } from '../../lambdas/handlers/permission-check/environment.ts';
import { MAX_RECEIVES } from '../../lambdas/handlers/sqs-handler.ts';
import { readEnvironment as registryAdmin } from '../../lambdas/handlers/registry-admin/environment.ts';
import { readEnvironment as sweeper } from '../../lambdas/handlers/sweeper/environment.ts';
import { readEnvironment as portal } from '../../lambdas/handlers/portal/environment.ts';
import { readEnvironment as tokenReveal } from '../../lambdas/handlers/token-reveal/environment.ts';
import { readEnvironment as webhookAccept } from '../../lambdas/handlers/webhook-accept/environment.ts';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { copiesReserved } from '../../lib/config/copies.ts';
import { loadConfig } from '../../lib/config/load.ts';
import type { Deployment } from '../../lib/config/schema.ts';
import { MAX_RECEIVE_COUNT } from '../../lib/constructs/work-queue.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/names.ts';
import { Resolver } from './support/resolve.ts';
import { allResources, synthesize, withEverything, withReceiving } from './support/synthesize.ts';

type ReadEnvironment = (env: Readonly<Record<string, string | undefined>>) => unknown;
const READ_ENVIRONMENT: Readonly<Record<FunctionName, ReadEnvironment>> = {
  'webhook-accept': webhookAccept,
  'inbound-worker': inboundWorker,
  'clinical-send': clinicalSend,
  'clinical-deliver': clinicalDeliver,
  'marketing-send': marketingSend,
  'marketing-deliver': marketingDeliver,
  'decisions-read': decisionsRead,
  'registry-admin': registryAdmin,
  sweeper,
  'permission-check': permissionCheck,
  'opt-outs': optOuts,
  'mail-feedback': mailFeedback,
  'mail-accept': mailAccept,
  'people-admin': peopleAdmin,
  'ledger-sealer': ledgerSealer,
  'ledger-dispose': ledgerDispose,
  'deliveries-admin': deliveriesAdmin,
  'token-reveal': tokenReveal,
  'clinical-messages': clinicalMessages,
  'marketing-messages': marketingMessages,
  portal,
  canary,
};

const templates = synthesize(withReceiving);
const resolver = new Resolver(templates);
const functions = allResources(templates).filter(({ Type }) => Type === 'AWS::Lambda::Function');

function functionNamed(name: FunctionName) {
  const found = functions.find(
    ({ Properties }) => Properties?.['FunctionName'] === `cordon-${name}`,
  );
  if (found?.Properties === undefined) throw new TypeError(`no function ${name}`);
  return { stack: found.stack, properties: found.Properties };
}

function environmentOf(name: FunctionName): Record<string, string> {
  const { stack, properties } = functionNamed(name);
  const { Variables } = properties['Environment'] as { Variables: unknown };
  return resolver.resolve(stack, Variables) as Record<string, string>;
}

describe('each function', () => {
  it.each(FUNCTION_NAMES)('%s is given exactly the variables that its handler reads', (name) => {
    const read = new Set<string>();
    const environment = environmentOf(name);
    const spied = new Proxy(environment, {
      get(target, key) {
        read.add(String(key));
        return target[String(key)];
      },
    });
    expect(() => READ_ENVIRONMENT[name](spied)).not.toThrow();
    const given = Object.keys(environment).filter((key) => key.startsWith('CORDON_'));
    expect(given.toSorted()).toEqual([...read].toSorted());
  });

  it.each(FUNCTION_NAMES)('%s has a handler', (name) => {
    expect(existsSync(path.join(PROJECT_ROOT, 'lambdas', 'handlers', name, 'handler.ts'))).toBe(
      true,
    );
  });

  it.each(FUNCTION_NAMES)(
    '%s runs on Node 24 and ARM, traced, within limits of its own',
    (name) => {
      const { properties } = functionNamed(name);
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
      expect(properties['ReservedConcurrentExecutions']).toBeGreaterThan(0);
      expect(properties['Timeout']).toBeLessThanOrEqual(60);
    },
  );

  it('answers within the 29 seconds of API Gateway where it stands behind an API', () => {
    for (const name of [
      'webhook-accept',
      'clinical-send',
      'marketing-send',
      'decisions-read',
      'registry-admin',
    ] as const) {
      expect(functionNamed(name).properties['Timeout']).toBeLessThan(29);
    }
  });

  it('makes its last attempt when the queue does', () => {
    expect(MAX_RECEIVES).toBe(MAX_RECEIVE_COUNT);
  });

  it('polls a queue no faster than it may run, and reports which messages failed', () => {
    const mappings = allResources(templates).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    );
    expect(mappings).toHaveLength(5);
    for (const { stack, Properties = {} } of mappings) {
      const target = resolver.resolve(stack, Properties['FunctionName']);
      const { properties } = functionNamed(String(target).replace('cordon-', '') as FunctionName);
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(Properties['ScalingConfig']).toEqual({
        MaximumConcurrency: properties['ReservedConcurrentExecutions'],
      });
    }
  });
});

describe('the copies that Lambda keeps for the functions', () => {
  it.each<[string, (example: Deployment) => Deployment]>([
    ['the example', (example) => example],
    ['one without a canary', (example) => ({ ...example, canary: false })],
    ['one with all that a config can ask for', withEverything],
  ])('are those that cordon doctor adds up, of %s', (_, change) => {
    const kept = allResources(synthesize(change)).map(({ Properties }) =>
      Number(Properties?.['ReservedConcurrentExecutions'] ?? 0),
    );
    const sum = kept.reduce((all, one) => all + one, 0);
    expect(copiesReserved(change(loadConfig()))).toBe(sum);
  });
});
