// The thread that reads documents, from its TypeScript sources: a thread does not inherit the loader.
import { register } from 'tsx/esm/api';

register();
await import('../lambdas/adapters/documents/thread/main.ts');
