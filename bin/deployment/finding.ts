import type { Deployment } from '../../lib/config/schema.ts';
import type { AwsClients } from './aws-clients.ts';

/** `unknown`: it could not be looked up, and is neither well nor wrong. */
export type Grade = 'ok' | 'warning' | 'problem' | 'unknown';

/** What one look at a deployment found. */
export interface Finding {
  readonly grade: Grade;
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** What a check may look at. */
export interface Examined {
  readonly deployment: Deployment;
  /** ISO 8601, UTC. */
  readonly today: string;
}

/** A check of the config alone. */
export interface PaperCheck {
  readonly name: string;
  readonly examine: (examined: Examined) => readonly Finding[];
}

/** A check that asks AWS. */
export interface AccountCheck {
  readonly name: string;
  /** IAM actions it needs, for whoever lacks them. */
  readonly actions: readonly string[];
  readonly examine: (examined: Examined, aws: AwsClients) => Promise<readonly Finding[]>;
}

export const ok = (says: string): Finding => ({ grade: 'ok', says });
export const warning = (says: string, remedy: string): Finding => ({
  ...{ grade: 'warning', says, remedy },
});
export const problem = (says: string, remedy: string): Finding => ({
  ...{ grade: 'problem', says, remedy },
});
export const unknown = (says: string, remedy: string): Finding => ({
  ...{ grade: 'unknown', says, remedy },
});
