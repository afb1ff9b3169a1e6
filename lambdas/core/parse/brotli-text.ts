import { isUtf8 } from 'node:buffer';
import { afterEscape, base64Runs } from './base64-runs.ts';
import { expandBrotli } from './gzip/unpack.ts';

/** How many runs of a payload may be expanded to see what they are: each takes a tenth of a millisecond. */
export interface ExpandBudget {
  left: number;
}

const SHORTEST = 24;
/**
 * How a stream begins with the window that encoders take where nobody says another (22 bits, RFC 7932 section 9.1): one
 * of sixteen ids does so as well.
 */
const WINDOW = 0x0b;
const LEAST_TEXT = 10;
const LONG = 16;
const HEAD = 65_536;

/** Whether a text has a text in it that is compressed by Brotli and written in base64; or too much that may be one. */
export function holdsBrotliText(text: string, budget: ExpandBudget): boolean {
  if (text.length < SHORTEST) return false;
  return base64Runs(text, SHORTEST).some((run) => {
    const { end } = run;
    const start = run.start + afterEscape(text, run.start);
    const [first = 0] = Buffer.from(text.slice(start, start + 4), 'base64');
    if ((first & 0x0f) !== WINDOW) return false;
    budget.left -= 1;
    if (budget.left < 0) return true;
    const packed = Buffer.from(text.slice(start, end), 'base64');
    const content = expandBrotli(packed);
    if (content === undefined || content.length < LEAST_TEXT) return false;
    // Of a long one all is used up by no chance, whatever it says.
    return (
      isText(content) || (packed.length > LONG && content.length + LEAST_TEXT >= packed.length)
    );
  });
}

function isText(content: Uint8Array): boolean {
  const head = content.subarray(0, HEAD);
  const hasControl = head.some((byte) => byte < 0x20 && (byte < 9 || byte > 13));
  return !hasControl && isUtf8(content);
}
