import type { FileContent } from '../../../core/extract/content.ts';

/** What a reading thread is given. */
export interface ThreadInput {
  readonly files: readonly Uint8Array[];
}

/** A piece of what a file says, sent as soon as it is known: time may run out before the next. */
export interface PieceMessage extends FileContent {
  readonly file: number;
}

/** A file was read to its end. What no such message came for is unread. */
export interface DoneMessage {
  readonly file: number;
  readonly done: true;
}

export type ThreadMessage = PieceMessage | DoneMessage;

/** Takes a piece of what a file says, as soon as it is known. */
export type Sink = (content: FileContent) => void;
