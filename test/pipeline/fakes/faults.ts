/** A service that could not be reached, or whose answer was lost on the way. */
export class ServiceAwayError extends Error {
  override readonly name = 'ServiceAwayError';
}

/** `before`: the call was not carried out. `after`: it was, and the caller never hears of it. */
export type FaultKind = 'before' | 'after';

/** Watches every call of every port, and lets chosen ones fail once. */
export interface Wire {
  /** Names of the calls made so far, in order: `outbox.put`. */
  readonly calls: readonly string[];
  /** Lets the call with this number (from 0, over all ports) fail. */
  failAt(index: number, kind: FaultKind): void;
  /** Lets every call of this name fail from now on; with no kind, never again. */
  failAlways(name: string, kind?: FaultKind): void;
  /** Runs before each call: a place where another worker may get in between. */
  pause: (name: string) => Promise<void>;
  /** The port, with each of its methods on the wire. */
  connect<T extends object>(port: string, implementation: T): T;
}

export function createWire(): Wire {
  const calls: string[] = [];
  const once = new Map<number, FaultKind>();
  const always = new Map<string, FaultKind>();
  const wire: Wire = {
    calls,
    failAt(index, kind) {
      once.set(index, kind);
    },
    failAlways(name, kind) {
      if (kind === undefined) always.delete(name);
      else always.set(name, kind);
    },
    pause: async () => {},
    connect: (port, implementation) =>
      new Proxy(implementation, {
        get(target, method, receiver) {
          const member: unknown = Reflect.get(target, method, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]): Promise<unknown> => {
            const name = `${port}.${String(method)}`;
            const index = calls.push(name) - 1;
            const fault = once.get(index) ?? always.get(name);
            await wire.pause(name);
            if (fault === 'before') throw new ServiceAwayError('away');
            const result: unknown = await Reflect.apply(member, target, args);
            if (fault === 'after') throw new ServiceAwayError('no answer');
            return result;
          };
        },
      }),
  };
  return wire;
}
