/** What the scanner reads: any payload, flattened to text segments that remember where they came from. */

/** One piece of text inside a document. Offsets of findings are UTF-16 code units into `text`. */
export interface Segment {
  /**
   * Where the text stands, in the notation of its format: an RFC 6901 pointer for JSON
   * (`/payload/email`), `form:FIELD`, `header:Subject`, `attachment:0`, or `text`.
   * A path that would itself repeat an identifier (an object key that is an email address) is the
   * scanner's to treat as text: it has a segment of its own with `role: 'key'`.
   */
  readonly path: string;
  readonly text: string;
  /** `key`: the text is a member or field name; `value`: everything else. */
  readonly role: 'key' | 'value';
  /** The key, header, label or question that says what the value holds: `first_name`, `Date of birth`. */
  readonly hint?: string | undefined;
  /**
   * The address of the value in the standard that its message is written in: `hl7v2:PID-5.1.1` (segment,
   * field, component, subcomponent). Only formats that know one say it.
   */
  readonly field?: string | undefined;
  /**
   * Where files stand in the text in base64 or hexadecimal digits, which are read as files or reported as unread:
   * UTF-16 code units, `end` exclusive. Their letters are no words.
   */
  readonly files?: readonly { readonly start: number; readonly end: number }[] | undefined;
}

/**
 * A segment with all of its members, also those that it has no value for. Some dozen readers look at every segment, and
 * that costs least where all segments are made alike.
 */
export function segmentOf({ path, text, role, hint, field, files }: Segment): Segment {
  return { path, text, role, hint, field, files };
}

/** A document: its segments and the facts about it that the text cannot show. */
export interface Document {
  readonly segments: readonly Segment[];
  /**
   * True when the source by its nature means care (a clinic's intake form, a device-support line):
   * an identifier alone is then PHI (45 CFR 160.103).
   */
  readonly careContext: boolean;
  /** Parts nobody could read (an image, an encrypted file). Never treated as clean. */
  readonly unreadable: readonly UnreadablePart[];
}

export interface UnreadablePart {
  readonly path: string;
  readonly reason: string;
}
