/** Characters of ASCII that are looked for one by one: an expression costs more for each of them. */
export type CharacterClass = Uint8Array;

export function classOf(characters: string): CharacterClass {
  const members = new Uint8Array(0x80);
  for (let at = 0; at < characters.length; at++) members[characters.charCodeAt(at)] = 1;
  return members;
}

/** Whether a UTF-16 code unit is of a class; NaN, which stands outside of a text, is of none. */
export const isOf = (members: CharacterClass, code: number): boolean =>
  code < 0x80 && members[code] === 1;
