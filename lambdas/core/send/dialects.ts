import type { Dialect } from './dialect.ts';
import { cordonDialect } from './dialects/cordon.ts';
import { sendgridDialect } from './dialects/sendgrid.ts';

/** Every API that senders may speak; each is mounted at its own path. */
export const DIALECTS: readonly Dialect[] = [cordonDialect, sendgridDialect];
