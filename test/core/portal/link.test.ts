import { describe, expect, it } from 'vitest';
import {
  close,
  closedAs,
  countReply,
  endSession,
  enterCode,
  LINK_STATES,
  LINK_TRANSITIONS,
  PORTAL_LIMITS,
  requestCode,
  stateAt,
  useSession,
  type Closed,
  type LinkState,
  type PortalLink,
} from '../../../lambdas/core/portal/link.ts';

const START = new Date('2026-11-26T12:00:00.000Z');
const later = (minutes: number, seconds = 0) =>
  new Date(START.getTime() + minutes * 60_000 + seconds * 1000);
const is = (hash: string) => (other: string) => other === hash;

const LINK: PortalLink = {
  linkId: 'lnk_00000000000000000000000000',
  entityId: 'hospital',
  messageId: 'msg_1',
  decisionId: 'msg_1~r1',
  keyId: 'ck_00000000',
  recordId: 'portal~lnk_1',
  state: 'created',
  createdAt: START.toISOString(),
  expiresAt: later(7 * 24 * 60).toISOString(),
  contentKey: 'k',
  codesSentAt: [],
  wrongCodes: 0,
  replies: 0,
  version: 1,
};
const OPENED: PortalLink = {
  ...LINK,
  state: 'opened',
  openedAt: START.toISOString(),
  session: { hash: 'session', idleUntil: later(15).toISOString() },
};
const CLOSED: readonly Closed[] = ['locked', 'expired', 'recalled', 'wiped'];

const withCode = (link: PortalLink, hash: string, at = START): PortalLink => {
  const asked = requestCode(link, hash, at);
  if (asked.kind !== 'send') throw new Error('no code');
  return asked.link;
};

describe('the states of a link', () => {
  it.each(LINK_STATES.flatMap((from) => CLOSED.map((to) => ({ from, to }))))(
    '$from to $to happens as the table says',
    ({ from, to }) => {
      const changed = close({ ...OPENED, state: from }, to, later(1));
      expect(changed?.state).toBe(LINK_TRANSITIONS[from].includes(to) ? to : undefined);
    },
  );

  it('has no way out of wiped', () => {
    expect(LINK_TRANSITIONS.wiped).toEqual([]);
  });

  it.each(CLOSED)('ends the session and forgets the code when it is %s', (to) => {
    const changed = close(withCode(OPENED, 'code', later(2)), to, later(3));
    expect(changed?.session).toBeUndefined();
    expect(changed?.code).toBeUndefined();
  });

  it('keeps our half of the key until it is wiped, and not a moment longer', () => {
    expect(close(OPENED, 'recalled', later(1))?.contentKey).toBe('k');
    expect(close(OPENED, 'wiped', later(1))).not.toHaveProperty('contentKey');
  });

  it.each<[LinkState, PortalLink, Date, LinkState]>([
    ['created', LINK, later(7 * 24 * 60), 'expired'],
    ['created', LINK, later(7 * 24 * 60 - 1), 'created'],
    ['opened', OPENED, later(7 * 24 * 60), 'expired'],
    ['recalled', { ...LINK, state: 'recalled' }, later(8 * 24 * 60), 'recalled'],
    ['wiped', { ...LINK, state: 'wiped' }, later(8 * 24 * 60), 'wiped'],
  ])('%s is closed by time alone where it is open', (_, link, at, expected) => {
    expect(stateAt(link, at)).toBe(expected);
    const isOpen = expected === 'created' || expected === 'opened';
    expect(closedAs(link, at)).toBe(isOpen ? undefined : expected);
  });
});

describe('asking for a code', () => {
  it('keeps the hash for ten minutes', () => {
    expect(withCode(LINK, 'code').code).toEqual({
      hash: 'code',
      expiresAt: later(PORTAL_LIMITS.codeMinutes).toISOString(),
    });
  });

  it('takes the place of the code before', () => {
    const second = withCode(withCode(LINK, 'first'), 'second', later(1));
    expect(enterCode(second, is('first'), 's', later(2)).kind).toBe('wrong');
    expect(enterCode(second, is('second'), 's', later(2)).kind).toBe('right');
  });

  it('is refused right after another, with the time to wait', () => {
    const asked = requestCode(withCode(LINK, 'code'), 'code', later(0, 10));
    expect(asked).toEqual({ kind: 'wait', seconds: PORTAL_LIMITS.codeSpacing - 10 });
  });

  it('is refused beyond five in an hour, until the first of them is an hour old', () => {
    let link = LINK;
    for (let n = 0; n < PORTAL_LIMITS.codesAnHour; n += 1) link = withCode(link, 'c', later(n));
    expect(requestCode(link, 'c', later(10))).toEqual({ kind: 'wait', seconds: 50 * 60 });
    expect(requestCode(link, 'c', later(60)).kind).toBe('send');
  });

  it.each(CLOSED)('is refused on a link that is %s', (state) => {
    expect(requestCode({ ...LINK, state }, 'c', START)).toEqual({ kind: 'closed', as: state });
  });
});

describe('entering a code', () => {
  const asked = withCode(LINK, 'code');

  it('opens with the right one, begins a session and counts wrong ones anew', () => {
    const entry = enterCode({ ...asked, wrongCodes: 4 }, is('code'), 'session', later(1));
    expect(entry).toMatchObject({
      kind: 'right',
      first: true,
      link: {
        state: 'opened',
        wrongCodes: 0,
        openedAt: later(1).toISOString(),
        session: { hash: 'session', idleUntil: later(16).toISOString() },
      },
    });
  });

  it('opens once with each code', () => {
    const entry = enterCode(asked, is('code'), 'session', later(1));
    if (entry.kind !== 'right') throw new Error('not opened');
    expect(enterCode(entry.link, is('code'), 'other', later(2))).toEqual({ kind: 'no_code' });
  });

  it('ends the session before when it opens again', () => {
    const again = enterCode(withCode(OPENED, 'new', later(2)), is('new'), 'other', later(3));
    expect(again).toMatchObject({
      kind: 'right',
      first: false,
      link: { session: { hash: 'other' } },
    });
  });

  it('locks with the fifth wrong one in a row, and opens with the right one no more', () => {
    let link = asked;
    for (const left of [4, 3, 2, 1]) {
      const entry = enterCode(link, is('x'), 's', later(1));
      expect(entry).toMatchObject({ kind: 'wrong', left });
      if (entry.kind === 'wrong') link = entry.link;
    }
    const last = enterCode(link, is('x'), 's', later(1));
    expect(last).toMatchObject({ kind: 'locked', link: { state: 'locked' } });
    if (last.kind !== 'locked') return;
    expect(enterCode(last.link, is('code'), 's', later(1))).toEqual({
      kind: 'closed',
      as: 'locked',
    });
  });

  it('counts wrong ones across codes: a new code buys no new tries', () => {
    const entry = enterCode({ ...asked, wrongCodes: 3 }, is('x'), 's', later(1));
    if (entry.kind !== 'wrong') throw new Error('not wrong');
    const renewed = withCode(entry.link, 'new', later(2));
    expect(enterCode(renewed, is('x'), 's', later(3)).kind).toBe('locked');
  });

  it.each([
    ['none was sent', LINK, later(1)],
    ['its ten minutes are over', asked, later(PORTAL_LIMITS.codeMinutes)],
  ])('counts nothing where %s', (_, link, at) => {
    expect(enterCode(link, is('code'), 's', at)).toEqual({ kind: 'no_code' });
  });

  it.each(CLOSED)('is refused on a link that is %s', (state) => {
    expect(enterCode({ ...asked, state }, is('code'), 's', later(1))).toEqual({
      kind: 'closed',
      as: state,
    });
  });
});

describe('a session', () => {
  it('lives on for fifteen minutes after each use', () => {
    const used = useSession(OPENED, is('session'), later(14));
    expect(used).toMatchObject({
      kind: 'signed_in',
      link: { session: { idleUntil: later(29).toISOString() } },
    });
  });

  it.each([
    ['after fifteen idle minutes', OPENED, is('session'), later(15)],
    ['with the secret of another', OPENED, is('other'), later(1)],
    ['once it was ended', endSession(OPENED), is('session'), later(1)],
    ['before any code was entered', LINK, is('session'), later(1)],
  ])('is none %s', (_, link, matches, at) => {
    expect(useSession(link, matches, at)).toEqual({ kind: 'signed_out' });
  });

  it.each(CLOSED)('shows nothing of a link that is %s', (state) => {
    const use = useSession({ ...OPENED, state }, is('session'), later(1));
    expect(use).toEqual({ kind: 'closed', as: state });
  });

  it('takes so many replies and no more', () => {
    expect(countReply({ ...OPENED, replies: PORTAL_LIMITS.replies - 1 })?.replies).toBe(20);
    expect(countReply({ ...OPENED, replies: PORTAL_LIMITS.replies })).toBeUndefined();
  });
});
