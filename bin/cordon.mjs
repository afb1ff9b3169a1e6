#!/usr/bin/env node
// Runs the command line straight from its TypeScript sources.
import { register } from 'tsx/esm/api';

// The AWS SDK announces the end of Node 20 on every start; versions are pinned to one that supports it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
register();
await import('./cordon.ts');
