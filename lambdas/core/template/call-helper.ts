import { formatDate } from './format-date.ts';
import type { HelperName } from './nodes.ts';
import { isEmpty } from './values.ts';

/** What `insert` takes in place of a value that is not there. */
const DEFAULT = 'default=';

/** What a helper makes of its values. Pure, and in the time that it takes to look at them. */
export function callHelper(helper: HelperName, values: readonly unknown[]): unknown {
  const [first, second, third] = values;
  switch (helper) {
    case 'equals':
      return isEqual(first, second);
    case 'notEquals':
      return !isEqual(first, second);
    case 'greaterThan':
      return compare(first, second, (one, other) => one > other);
    case 'lessThan':
      return compare(first, second, (one, other) => one < other);
    case 'and':
      return values.every((value) => isYes(value));
    case 'or':
      return values.some((value) => isYes(value));
    case 'length':
      return lengthOf(first);
    case 'insert':
      return isYes(first) || first === 0 ? first : defaultOf(second);
    case 'formatDate':
      return formatDate(first, second, third) ?? '';
  }
}

function isYes(value: unknown): boolean {
  return !isEmpty(value) && value !== 0;
}

/** Numbers and texts are compared as what they say: JSON has `"5"` where a form was filled in. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return isScalar(one) && isScalar(other) && String(one) === String(other);
}

function compare(
  one: unknown,
  other: unknown,
  isSo: (one: number, other: number) => boolean,
): boolean {
  const [left, right] = [numberOf(one), numberOf(other)];
  return left !== undefined && right !== undefined && isSo(left, right);
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(value)
    ? Number(value)
    : undefined;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function defaultOf(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(DEFAULT)
    ? value.slice(DEFAULT.length)
    : value;
}
