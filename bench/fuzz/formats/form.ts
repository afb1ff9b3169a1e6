import fc from 'fast-check';
import { carrier, name, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

type Escape = (text: string) => string;
const everything: Escape = (text) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const plus: Escape = (text) => encodeURIComponent(text).replaceAll('%20', '+');
const escape = fc.constantFrom<Escape>(encodeURIComponent, plus, everything);

/** `application/x-www-form-urlencoded`: escapes more and less, values without names, names that are values. */
export const form: Generate = (plant) =>
  fc
    .tuple(
      fc.array(fc.tuple(name, word), { maxLength: 5 }),
      fc.nat(5),
      name,
      carrier,
      escape,
      fc.nat(9),
    )
    .map(([pairs, at, key, carry, write, how]) => {
      const value = carry(plant.text);
      const own =
        how === 0 ? `${write(value)}=1` : how === 1 ? write(value) : `${key}=${write(value)}`;
      const all = pairs.map(([left, right]) => `${encodeURIComponent(left)}=${write(right)}`);
      all.splice(Math.min(at, all.length), 0, own);
      return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(all.join('&')) };
    });
