import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A file of a package: beside the bundle that is deployed, or in node_modules where sources run. */
export function readAsset(name: string, packaged: string): Uint8Array {
  const beside = new URL(name, import.meta.url);
  return readFileSync(
    existsSync(beside) ? beside : createRequire(import.meta.url).resolve(packaged),
  );
}
