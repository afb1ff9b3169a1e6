import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import {
  MAX_QUESTIONS,
  type PermissionQuestion,
  type SendPermission,
} from '../../../ports/send-permission.ts';
import { callService, ServiceError } from '../shared/service-error.ts';

export interface SendPermissionOptions {
  readonly lambda: LambdaClient;
  /** Name of the function on the clinical side that answers. */
  readonly functionName: string;
}

const answerSchema = z.strictObject({ answers: z.array(z.boolean()) });

interface Waiting {
  readonly question: PermissionQuestion;
  readonly resolve: (answer: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks the clinical side, which the marketing lane may invoke and not read. Questions that are asked
 * together (the recipients of one message) go in one call.
 */
export function createLambdaSendPermission(options: SendPermissionOptions): SendPermission {
  const { lambda, functionName } = options;
  let waiting: Waiting[] = [];

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

  async function flush(): Promise<void> {
    const asked = waiting;
    waiting = [];
    for (let at = 0; at < asked.length; at += MAX_QUESTIONS) {
      const batch = asked.slice(at, at + MAX_QUESTIONS);
      try {
        const answers = await ask(batch.map(({ question }) => question));
        // Anything but a yes is a no.
        batch.forEach(({ resolve }, index) => resolve(answers[index] === true));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
  }

  return {
    maySend: ({ address, channel, purpose, entityId }) =>
      new Promise((resolve, reject) => {
        waiting.push({ question: { address, channel, purpose, entityId }, resolve, reject });
        if (waiting.length === 1) queueMicrotask(() => void flush());
      }),
  };
}

function readAnswers(payload: Uint8Array | undefined): readonly boolean[] | undefined {
  try {
    return answerSchema.parse(JSON.parse(Buffer.from(payload ?? []).toString('utf8'))).answers;
  } catch {
    return undefined;
  }
}
