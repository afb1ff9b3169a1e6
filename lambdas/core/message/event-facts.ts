/** What a vendor tells of an event beside its body, and where it came from: words of programs, no content. */
export interface EventFacts {
  /** Id of the source. */
  readonly source?: string;
  /** `orders/create`, in the vendor's words. */
  readonly type?: string;
}

/** `invitee.created`, `orders/create`: words of a program, no sentence and no number of a person. */
const TYPE = /^[A-Za-z_]+\d{0,2}(?:[./:-][A-Za-z_]+\d{0,2}){0,7}$/;
const MAX_TYPE = 64;

/** Whether a text has the form of an event's type. What it says is for a scan to judge. */
export function isEventType(text: string): boolean {
  return text.length <= MAX_TYPE && TYPE.test(text);
}
