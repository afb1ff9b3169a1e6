import { readFileSync } from 'node:fs';
import { applyEdits, type JSONPath, modify, parse } from 'jsonc-parser';
import { EXAMPLE_CONFIG, parseConfig } from '../../lib/config/load.ts';

/** What differs from the example, by where it stands in a config. */
export type Answers = readonly (readonly [path: JSONPath, value: unknown])[];

/** The example's first lines speak of copying it; they end with the first empty line. */
const HEAD = /^(?:\/\/.*\n)+/;

/**
 * The commented example with these answers in it.
 *
 * @throws ConfigError with everything that is wrong with the answers
 */
export function writeConfig(answers: Answers, file: string): string {
  const example = readFileSync(EXAMPLE_CONFIG, 'utf8');
  let text = example.replace(
    HEAD,
    `// A deployment of Cordon. See whether it is ready, then deploy it:\n//\n` +
      `//     npx cordon doctor ${file}\n//     npx cdk deploy --all -c config=${file}\n//\n` +
      '// Unknown fields are refused, and everything that is wrong is listed at once.\n',
  );
  for (const [path, value] of answers) {
    const edits = modify(text, [...path], value, {
      formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' },
      // Beside what it belongs to, and before the commented examples of what comes after.
      getInsertionIndex: (properties) => {
        const after = properties.indexOf(path[0] === 'account' ? 'region' : 'stage');
        return after === -1 ? properties.length : after + 1;
      },
    });
    text = applyEdits(text, edits);
  }
  parseConfig(parse(text, [], { allowTrailingComma: true }), file);
  return text;
}
