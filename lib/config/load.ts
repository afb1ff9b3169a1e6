import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { type Deployment, deploymentSchema } from './schema.ts';

/** The commented example; what is synthesized when no other file is named. */
export const EXAMPLE_CONFIG = fileURLToPath(new URL('./example.jsonc', import.meta.url));

/** A deployment config cannot be used. `problems` lists everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads a deployment config: JSON with comments.
 *
 * @throws ConfigError with every problem at once, each as `path: what is expected`.
 */
export function loadConfig(file: string = EXAMPLE_CONFIG): Deployment {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(file, ['the file cannot be read']);
  }
  const syntax: ParseError[] = [];
  const value: unknown = parse(text, syntax, { allowTrailingComma: true });
  if (syntax.length > 0) {
    throw new ConfigError(
      file,
      syntax.map(
        ({ error, offset }) => `line ${lineOf(text, offset)}: ${printParseErrorCode(error)}`,
      ),
    );
  }
  return parseConfig(value, file);
}

/** @throws ConfigError as `loadConfig` does; `name` says where the value came from. */
export function parseConfig(value: unknown, name: string): Deployment {
  const parsed = deploymentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    name,
    parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    ),
  );
}

function lineOf(text: string, offset: number): string {
  return String(text.slice(0, offset).split('\n').length);
}
