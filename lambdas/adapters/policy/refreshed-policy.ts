import { policyError } from '../../core/decide/decide.ts';
import { loadPolicy } from '../../core/decide/engine.ts';
import { sourcesOf } from '../../core/decide/policy-entry.ts';
import type { PolicyLoad, PolicySources } from '../../core/decide/policy.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { Policy, PolicySource, PublishedPolicy } from '../../ports/policy.ts';

export interface RefreshedPolicyOptions {
  /** In force while none is published. */
  readonly bundled: Policy;
  /** The schema of this program, for a policy that was published with an earlier one. */
  readonly bundledSchema: string;
  readonly published: PublishedPolicy;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly log: Log;
  /** How long a policy may stay in force after another was published; 30 unless a test says otherwise. */
  readonly refreshSeconds?: number;
}

const REFRESH_SECONDS = 30;

/**
 * The policy that was published last, looked for again when the one in force is half a minute old. One that
 * is refused is reported and leaves the last good one in force; so does a failure to read, once it has been
 * read. Before that nothing is decided: the bundled policy could permit what a published one forbids.
 */
export function createRefreshedPolicy(options: RefreshedPolicyOptions): PolicySource {
  const { bundled, published, log, now } = options;
  const everyMs = (options.refreshSeconds ?? REFRESH_SECONDS) * 1000;
  let inForce = bundled;
  /** Of what was looked at last, whether or not it was taken; 0: none is published. */
  let version: number | undefined;
  let lookedAt = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const found = await published.read();
      const number = found?.version ?? 0;
      if (number === version) return;
      const isFirst = version === undefined;
      version = number;
      if (found === undefined) inForce = bundled;
      else take(number, load(found.entry, options.bundledSchema), isFirst);
    } catch (error) {
      if (version === undefined) throw error;
      log.write({ event: 'policy.unreadable', errorClass: errorClass(error) });
    }
  }

  function take(number: number, loaded: PolicyLoad, isFirst: boolean): void {
    if (loaded.kind === 'rejected') {
      // A program that has just begun knows no good one: it holds everything until there is one.
      if (isFirst) inForce = { ...bundled, decide: () => policyError(bundled.version) };
      log.write({ event: 'policy.refused', version: number, problems: loaded.problems.length });
      return;
    }
    inForce = loaded.policy;
    log.write({ event: 'policy.replaced', version: number, policyVersion: inForce.version });
  }

  return {
    async current() {
      if (version === undefined || now() - lookedAt >= everyMs) {
        looking ??= look().finally(() => {
          lookedAt = now();
          looking = undefined;
        });
        await looking;
      }
      return inForce;
    },
  };
}

/**
 * An update of Cordon can bring facts that the schema of an earlier policy does not know. The rules and the
 * matrix are the company's; the schema is the program's, so its own is tried before a policy is given up.
 */
function load(entry: unknown, schema: string): PolicyLoad {
  const sources: PolicySources | undefined = sourcesOf(entry);
  if (sources === undefined) return { kind: 'rejected', problems: ['The entry is no policy.'] };
  const loaded = loadPolicy(sources);
  return loaded.kind === 'loaded' ? loaded : loadPolicy({ ...sources, schema });
}
