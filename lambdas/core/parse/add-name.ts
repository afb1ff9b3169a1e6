import { PayloadBuilder, TooManySegmentsError } from './payload-builder.ts';
import { Received } from './received.ts';
import { shiftedBy, type Slot } from './slot.ts';
import { EmbeddedTooDeepError, type AddText, type TextPlace } from './text-place.ts';

/** Shorter names of words and numbers hold nothing but what they say: nearly all of them. */
const LEAST_HIDING = 16;
const PLAIN_NAME = /^[\w .,'-]*$/;
/** Words between marks or capitals, as programs write names of any length. */
const WORDS = /^[A-Za-z]?[a-z]{0,15}(?:[_. -]?[A-Z]?[a-z]{1,15}){0,12}\d{0,3}$/;
/** Segments of a name that is read as a text: it is one value. */
const MOST = 200;

/**
 * Adds the name of a field. What a text may have encoded in it, a name may as well; nobody writes names so, and nothing
 * is put back into one, so such a name is an unreadable part besides.
 *
 * @throws TooManySegmentsError
 */
export function addName(
  place: Pick<TextPlace, 'builder' | 'limits' | 'path'>,
  text: string,
  slot: Slot,
  addText: AddText,
): void {
  const { builder, path } = place;
  builder.addSegment({ path, text, role: 'key' }, slot);
  if (hidesText(place, text, addText)) builder.addUnreadable({ path, reason: 'encoded_content' });
}

/** Without its marks of emphasis a name still says what it said. */
function withoutMarks(text: string): string {
  return text.replace(/[*_`~|:]/g, '');
}

function hidesText(
  { builder, limits, path }: Pick<TextPlace, 'builder' | 'limits' | 'path'>,
  text: string,
  addText: AddText,
): boolean {
  if (text.length < LEAST_HIDING && PLAIN_NAME.test(text)) return false;
  if (WORDS.test(text)) return false;
  const { readInner } = builder;
  const scope = { maxSegments: MOST, ...(readInner !== undefined && { readInner }) };
  const alone = new PayloadBuilder('text', Received.of(text), text, '', scope);
  const slot: Slot = {
    source: alone.root,
    write: (changed) => ({ start: 0, end: text.length, text: changed }),
    locate: shiftedBy(0),
  };
  try {
    const place = { builder: alone, limits, path, hint: undefined, slot, embedding: 0, depth: 0 };
    addText({ ...place, plainText: text }, text);
  } catch (error) {
    if (error instanceof EmbeddedTooDeepError || error instanceof TooManySegmentsError) return true;
    throw error;
  }
  const { segments, unreadable } = alone.build();
  const plain = withoutMarks(text);
  // What has a path of its own is read as another notation, in which its names would say what its values are.
  return (
    unreadable.length > 0 ||
    segments.some((own) => own.path !== path || !plain.includes(withoutMarks(own.text)))
  );
}
