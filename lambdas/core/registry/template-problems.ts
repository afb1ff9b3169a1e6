import type { EmailMessage } from '../send/outbound-message.ts';
import { flatten } from '../send/flatten.ts';
import { scanMessage } from '../send/scan-message.ts';
import { isTagged } from '../template/is-tagged.ts';
import { literalTexts, unreadableParts } from '../template/render-template.ts';
import type { Template } from './template.ts';

/** As an entry's problems are told. */
interface Problem {
  readonly field: string;
  readonly reason: string;
}

/** Whoever sends it is known when it is sent; this one is nobody. */
const NOBODY = { address: 'template@cordon.invalid' };

/**
 * What keeps a template from being stored: it cannot be read, or it says of itself what a marketing system must not
 * have. The registry is no vault, so that a sample about somebody is refused in either lane.
 */
export function templateProblems(template: Template): readonly Problem[] {
  if (template.sameAs !== undefined) return [];
  if (isTagged(template)) {
    const unreadable = unreadableParts(template);
    if (unreadable.length > 0) {
      return unreadable.map(({ part, reason }) => ({ field: `/${part}`, reason }));
    }
  }
  const problems: Problem[] = [];
  const said = isTagged(template) ? literalTexts(template) : template;
  if (template.lanes.includes('marketing') && !isClean(messageOf(said))) {
    const reason =
      'and the other parts seem to hold health information about somebody, or cannot be read: leave marketing out of the lanes, or the information out of the template';
    problems.push({ field: template.html === undefined ? '/text' : '/html', reason });
  }
  const { sample } = template;
  if (sample !== undefined && !isClean({ ...messageOf({}), metadata: flatten(sample) })) {
    const reason = 'seems to hold health information about somebody: make up what names nobody';
    problems.push({ field: '/sample', reason });
  }
  return problems;
}

/** What nobody could read is not clean. */
function isClean(message: EmailMessage): boolean {
  try {
    const { classification, unreadable } = scanMessage(message).report;
    return classification !== 'phi' && unreadable.length === 0;
  } catch {
    return false;
  }
}

function messageOf({
  subject = '',
  text,
  html,
}: Pick<Partial<Template>, 'subject' | 'text' | 'html'>): EmailMessage {
  return {
    channel: 'email',
    from: NOBODY,
    ...{ replyTo: [], to: [], cc: [], bcc: [], headers: {}, attachments: [], metadata: {} },
    subject,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  };
}
