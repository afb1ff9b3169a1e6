import type { DeliveryBody } from '../message/delivery.ts';

type SealedBody = Extract<DeliveryBody, { kind: 'sealed' }>;

/** The sealed notice of a link: the one place where its token is. */
export function noticeOfLink(decisionId: string, linkId: string): SealedBody {
  return { kind: 'sealed', recordId: `${decisionId}~notice~${linkId}` };
}

/** The link of a notice that `noticeOfLink` names; undefined for whatever is no notice. */
export function linkOfNotice(body: DeliveryBody): string | undefined {
  return body.kind === 'sealed' ? body.recordId.split('~notice~')[1] : undefined;
}
