import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import {
  MAX_QUESTIONS,
  type PermissionQuestion,
  type SendPermission,
} from '../../../ports/send-permission.ts';
import { createBatcher } from '../shared/batcher.ts';
import { callService, ServiceError } from '../shared/service-error.ts';

export interface SendPermissionOptions {
  readonly lambda: LambdaClient;
  /** Name of the function on the clinical side that answers. */
  readonly functionName: string;
}

const answerSchema = z.strictObject({ answers: z.array(z.boolean()) });

/** Calls under way at once: a thousand recipients are ten calls. */
const AT_ONCE = 3;

/**
 * Asks the clinical side, which the marketing lane may invoke and not read. Questions that are asked
 * together (the recipients of one request) go in few calls.
 */
export function createLambdaSendPermission(options: SendPermissionOptions): SendPermission {
  const { lambda, functionName } = options;
  async function ask(questions: readonly PermissionQuestion[]): Promise<readonly boolean[]> {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify({ questions })),
    });
    const { FunctionError, Payload } = await callService('lambda', 'Invoke', () =>
      lambda.send(command),
    );
    // The payload of an error says what went wrong over there; it is not repeated.
    if (FunctionError !== undefined) throw new ServiceError('lambda', 'Invoke', 'FunctionError');
    const answers = readAnswers(Payload);
    if (answers?.length !== questions.length) {
      throw new ServiceError('lambda', 'Invoke', 'BadAnswer');
    }
    return answers;
  }

  const asked = createBatcher({ most: MAX_QUESTIONS, atOnce: AT_ONCE, ask });
  return {
    maySend: ({ address, channel, purpose, entityId }) =>
      asked({ address, channel, purpose, entityId }),
  };
}

function readAnswers(payload: Uint8Array | undefined): readonly boolean[] | undefined {
  try {
    return answerSchema.parse(JSON.parse(Buffer.from(payload ?? []).toString('utf8'))).answers;
  } catch {
    return undefined;
  }
}
