import type { Lane } from '../../../core/vocabulary.ts';
import type { OutgoingText, TextResult } from '../../../ports/text-upstream.ts';
import type { ClientConfig } from './client-config.ts';
import { mayHaveLeft } from './may-have-left.ts';
import { errorCode } from './service-error.ts';

/** What of AWS sends a lane's texts: a number, a pool, a name, an application. */
export interface AwsSender {
  readonly arn: string;
  /** As messages ask for it in `from`. */
  readonly name?: string;
}

export interface AwsTextsOptions {
  readonly clients: ClientConfig;
  readonly lane: Lane;
  /** The lane's own, at least one; the first is used where a message asks for none of them. */
  readonly senders: readonly AwsSender[];
}

/** The ARN of the caller's sender, where it is one of the lane's. */
export function senderArn({ from }: OutgoingText, senders: readonly AwsSender[]): string {
  const asked = senders.find(({ name }) => name !== undefined && name === from);
  return (asked ?? senders[0])?.arn ?? '';
}

/**
 * What a call came to that failed, by a code alone: messages of AWS may quote numbers. `isFinal` names what AWS will say
 * again to the same text; everything else may pass, and what the operator has to mend loses no text meanwhile.
 */
export function failureOf(
  error: unknown,
  isFinal: (error: unknown, code: string) => boolean,
  code: string = errorCode(error),
): TextResult {
  if (isFinal(error, code)) return { kind: 'rejected', failure: code };
  return { kind: 'retry', failure: code, ...(mayHaveLeft(error) ? { mayHaveLeft: true } : {}) };
}

/**
 * Gives the same value to all who ask, made when it is first asked for: clients that few deployments use are no part of
 * every function's start.
 */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
