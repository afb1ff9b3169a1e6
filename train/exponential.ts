const LOG2_E = 1.442695040888963;
const LN_2 = 0.6931471805599453;
/** Below it a probability is nothing beside another one. */
const LEAST = -40;
const TERMS = 13;

/**
 * e to the power of a number that is 0 or less. `Math.exp` may differ in its last digit from machine to machine; sums,
 * products and halves do not, and training has to give the same bytes everywhere.
 */
export function exponential(power: number): number {
  if (power < LEAST) return 0;
  const halvings = Math.round(-power * LOG2_E);
  const rest = power + halvings * LN_2;
  let sum = 1;
  for (let term = TERMS; term > 0; term--) sum = 1 + (sum * rest) / term;
  for (let halving = 0; halving < halvings; halving++) sum /= 2;
  return sum;
}
