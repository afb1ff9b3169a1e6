/** Letters of Cyrillic and Greek that are drawn as a Latin letter is (Unicode UTS 39, confusables). */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  (
    'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ӏl ґr АA ВB ЕE ЗZ ІI ЈJ КK МM НH ОO РP СC ЅS ТT УY ХX ԌG ԜW ҮY ' +
    'αa εe ιi κk νv οo ρp υu χx γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX'
  )
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
const ABOUT = 24;

/**
 * The Latin letter or digit that a letter of another script stands for where it is part of a Latin word or
 * of a code (`jаne@example.org`, `АB-5512`); undefined in words of its own script.
 */
export function lookAlike(character: string, text: string, at: number): string | undefined {
  const latin = LOOK_ALIKES.get(character);
  return latin !== undefined && (leansOnLatin(text, at, -1) || leansOnLatin(text, at, 1))
    ? latin
    : undefined;
}

/**
 * Whether the word has a Latin letter or a digit in one direction, past letters of any script. Past a joint only
 * digits and an at sign count: "α-tocopherol" is Greek in front.
 */
function leansOnLatin(text: string, at: number, step: 1 | -1): boolean {
  let isJoined = false;
  for (let count = 1; count <= ABOUT; count++) {
    const code = text.charCodeAt(at + step * count);
    const lower = code | 0x20;
    if ((code >= 0x30 && code <= 0x39) || code === 0x40) return true;
    if (lower >= 0x61 && lower <= 0x7a) return !isJoined;
    if (code === 0x2d || code === 0x2e || code === 0x5f) isJoined = true;
    else if (!(code >= 0xc0 && code < 0x2000)) return false;
  }
  return false;
}
