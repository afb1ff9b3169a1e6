import { createHash } from 'node:crypto';
import { contentOf } from './message-content.ts';
import { attachmentsOf, type OutboundMessage } from './outbound-message.ts';
import type { Problem } from './outcome.ts';

/** Recipients of all messages of one request together. */
export const MAX_RECIPIENTS = 1000;
/** Characters that one request may come to, all its messages together. */
const MAX_LENGTH = 32_000_000;
/** The same, but messages that say the same count once: it bounds the time to scan them. */
const MAX_DISTINCT_LENGTH = 8_000_000;
/** Characters that substitutions may look through, which bounds their time. */
const MAX_SEARCHED_LENGTH = 500_000_000;

/**
 * Makes the messages of one request out of its parts, within bounds: a few kilobytes with a thousand recipients
 * and a substitution that doubles the text are gigabytes otherwise.
 */
export class Expansion {
  readonly #contents = new Set<string>();
  #length = MAX_LENGTH;
  #searched = MAX_SEARCHED_LENGTH;
  #distinct = MAX_DISTINCT_LENGTH;

  /** Each tag is replaced by its value wherever it stands. What crosses a bound is left as it is. */
  fill<Text extends string | undefined>(
    text: Text,
    substitutions: Readonly<Record<string, string>>,
  ): Text {
    if (text === undefined) return text;
    let filled: string = text;
    for (const [tag, value] of Object.entries(substitutions)) {
      this.#searched -= filled.length;
      if (this.isExceeded) return text;
      const parts = filled.split(tag);
      const length = filled.length + (parts.length - 1) * (value.length - tag.length);
      if (!this.#mayMake(length)) return text;
      filled = parts.join(value);
    }
    this.#length -= filled.length;
    return filled as Text;
  }

  /**
   * Each match of a pattern is replaced by what its first group names; a name that nobody gave stays as it is.
   *
   * @param pattern global and linear
   */
  fillNamed<Text extends string | undefined>(
    text: Text,
    pattern: RegExp,
    valueOf: (name: string) => string | undefined,
  ): Text {
    if (text === undefined) return text;
    this.#searched -= text.length;
    let added = 0;
    const filled = text.replace(pattern, (tag, name: string) => {
      const value = valueOf(name);
      if (value === undefined || this.isExceeded) return tag;
      added += value.length - tag.length;
      return this.#mayMake(text.length + added) ? value : tag;
    });
    this.#length -= filled.length;
    return filled as Text;
  }

  /** Counts a message that was made. */
  add(message: OutboundMessage): void {
    const content = contentOf(message);
    const attached = attachmentsOf(message).reduce((sum, { content }) => sum + content.length, 0);
    this.#length -= attached;
    const hash = createHash('sha256').update(content).digest('base64');
    if (this.#contents.has(hash)) return;
    this.#contents.add(hash);
    this.#distinct -= content.length + attached;
  }

  /** Whether it came to more than one request may: what was made is of no use then. */
  get isExceeded(): boolean {
    return this.#length < 0 || this.#searched < 0 || this.#distinct < 0;
  }

  /** Says so for a field. */
  problem(field: string): Problem {
    const limits = `at most ${String(MAX_DISTINCT_LENGTH)} characters that differ, and ${String(MAX_LENGTH)} in all`;
    return { field, message: `make too much text: ${limits}; split the request` };
  }

  #mayMake(length: number): boolean {
    if (length > this.#length) this.#length = -1;
    return length <= this.#length;
  }
}
