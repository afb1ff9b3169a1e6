import { mediaType } from '../fields.ts';
import { MalformedMessageError } from './malformed-message-error.ts';
import type { PartHeader } from './part-header.ts';

/** Endings of files whose senders gave them no name, where the subtype is none. */
const ENDINGS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/calendar': 'ics',
  'text/markdown': 'md',
  'text/vcard': 'vcf',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'message/rfc822': 'eml',
  'message/global': 'eml',
};

/** Of a part that is kept as a file and has no name. */
export function attachedName(type: string, number: number): string {
  const [, subtype = ''] = /^[a-z]+\/([a-z0-9]{2,5})$/.exec(type) ?? [];
  const ending = (Object.hasOwn(ENDINGS, type) ? ENDINGS[type] : undefined) ?? (subtype || 'bin');
  return `part-${String(number)}.${ending}`;
}

/** Parameters without which a part would be read otherwise: its characters, and what a calendar's program does. */
const KEPT = ['charset', 'method'] as const;

/** The media type of a part that is kept as a file. @throws MalformedMessageError */
export function attachedType({ type, parameters }: PartHeader): string {
  const kept = KEPT.flatMap((name) => {
    const value = parameters.get(name);
    if (value === undefined) return [];
    if (!/^[\w.:+-]{1,40}$/.test(value)) {
      throw new MalformedMessageError('Content-Type', `has a ${name} that is none`);
    }
    return [`${name}=${value}`];
  });
  const written = [type, ...kept].join('; ');
  if (mediaType.safeParse(written).success) return written;
  throw new MalformedMessageError('Content-Type', 'is not a media type');
}
