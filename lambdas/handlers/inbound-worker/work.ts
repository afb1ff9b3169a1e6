import { giveUpInbound, processInbound } from '../../pipeline/inbound.ts';
import type { InboundDependencies } from '../../pipeline/inbound-dependencies.ts';
import { createSqsHandler, type SqsHandler } from '../sqs-handler.ts';

/** The consumer of the inbound queue. */
export function createHandler(deps: InboundDependencies): SqsHandler {
  return createSqsHandler(
    {
      name: 'inbound',
      run: (key) => processInbound(key, deps),
      giveUp: (key) => giveUpInbound(key, deps),
    },
    deps.log,
  );
}
