import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { isOfSes, keepEnvelope } from './envelope.ts';
import { readEnvironment } from './environment.ts';
import { createRelayHandler } from './relay.ts';

const host = lambdaHost('smtp-relay', process.env);
const deps = createDependencies(readEnvironment(process.env), host);
const relay = createRelayHandler(deps, host.log);

/**
 * Gives mail that SES took by SMTP to Cordon's own API, to the recipients of the dialogue, of which SES told before it put
 * the mail down. It can neither open what is sealed nor decide.
 */
export const handler = (
  event: unknown,
): Promise<SQSBatchResponse | { readonly disposition: 'CONTINUE' }> =>
  isOfSes(event) ? keepEnvelope(event, deps.mail, host.log) : relay(event as SQSEvent);
