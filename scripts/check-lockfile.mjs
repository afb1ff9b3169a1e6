/**
 * Checks that an install is the same on every machine: exact versions, a lockfile that agrees with
 * package.json and pins each package by hash, and nothing in either that names a machine or a host.
 *
 *     node scripts/check-lockfile.mjs [FOLDER]
 *
 * Prints one line per problem, exit code 1 if there is any. Lines name packages and fields, never a
 * value: what should not be in the file should not be in a log either.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
/** Scheme with host, absolute path, home folder, drive letter or file link. */
const MACHINE = /[a-z][a-z0-9+.-]*:\/\/|^\/|^~\/|^[A-Za-z]:[\\/]|^file:|^link:|^\.\.?\//i;
const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

const problems = [];

function read(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    problems.push(`${name}: missing, or not JSON`);
    return {};
  }
}

/** Dependencies and overrides name exactly one version each; a nested override is looked into. */
function checkVersions(field, versions) {
  for (const [name, version] of Object.entries(versions ?? {})) {
    if (typeof version === 'object' && version !== null) checkVersions(`${field}.${name}`, version);
    else if (!EXACT.test(version)) {
      problems.push(`package.json: ${field}.${name} is not an exact version`);
    }
  }
}

/** What npm wrote about the project itself is what package.json says now. */
function checkAgreement(manifest, lockedRoot) {
  for (const field of [...DEPENDENCY_FIELDS, 'engines', 'bin']) {
    const wanted = manifest[field] ?? {};
    const locked = lockedRoot[field] ?? {};
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(locked)])) {
      if (wanted[name] !== locked[name]) {
        problems.push(`package-lock.json: ${field}.${name} differs from package.json`);
      }
    }
  }
}

/** Each package is pinned by a SHA-512, and comes from whichever registry the machine is set up for. */
function checkPackage(path, entry) {
  if (!path.startsWith('node_modules/')) {
    problems.push('package-lock.json: a package lies outside node_modules');
    return;
  }
  if (entry.link === true) problems.push(`package-lock.json: ${path} is a link`);
  if (entry.resolved !== undefined) {
    problems.push(`package-lock.json: ${path} names where it was downloaded from`);
  }
  if (typeof entry.version !== 'string' || !EXACT.test(entry.version.replace(/\+.*$/, ''))) {
    problems.push(`package-lock.json: ${path} has no exact version`);
  }
  // What a package bundles is covered by the hash of the package.
  if (entry.inBundle !== true && !/^sha512-/.test(entry.integrity ?? '')) {
    problems.push(`package-lock.json: ${path} is not pinned by a SHA-512`);
  }
  const wanted = {
    ...entry.dependencies,
    ...entry.optionalDependencies,
    ...entry.peerDependencies,
  };
  for (const [name, range] of Object.entries(wanted)) {
    if (MACHINE.test(range)) {
      problems.push(`package-lock.json: ${path} takes ${name} from an address`);
    }
  }
}

const manifest = read('package.json');
const lock = read('package-lock.json');
for (const field of [...DEPENDENCY_FIELDS, 'overrides']) checkVersions(field, manifest[field]);
if (lock.lockfileVersion !== 3) problems.push('package-lock.json: is not of version 3');
checkAgreement(manifest, lock.packages?.[''] ?? {});
for (const [path, entry] of Object.entries(lock.packages ?? {})) {
  if (path !== '') checkPackage(path, entry);
}

const npmrc = join(folder, '.npmrc');
const settings = existsSync(npmrc) ? readFileSync(npmrc, 'utf8').split(/\r?\n/) : [];
if (settings.some((line) => /^\s*(@[^:=]+:)?registry\s*=|^[^#;]*(_auth|:\/\/)/i.test(line))) {
  problems.push('.npmrc: names a registry or holds a credential');
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
