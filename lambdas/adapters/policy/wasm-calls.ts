import { setFlagsFromString } from 'node:v8';

/**
 * V8 11.3 (Node 20) can abort the process, `unreachable code` in `Deoptimizer`, when optimized code with an
 * inlined WebAssembly call that returns an object is deoptimized during the call. Cedar is called like
 * that: some thousand evaluations are enough to see it. Without the inlining it does not happen, and
 * the calls are no slower that one could measure. Node 22 and 24 are not affected.
 *
 * Call it before the first call of Cedar becomes hot. Does nothing on other versions.
 */
export function keepWasmCallsSafe(v8Version: string = process.versions.v8): void {
  if (v8Version.startsWith('11.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}
