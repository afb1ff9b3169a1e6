/** Listed paths as a tree of names: where a reader stands in it says what is kept below. */
interface PathNode {
  readonly names: Map<string, PathNode>;
  /** A path ends here: the value is kept. */
  isEnd: boolean;
  /** `**`: whatever is below is kept. */
  isAll: boolean;
}

/** Where a reader stands: a name and `*` may both lead on. */
export type Place = readonly PathNode[];

const ANY = '*';
const ALL_BELOW = '**';

function node(): PathNode {
  return { names: new Map(), isEnd: false, isAll: false };
}

/** @param paths as `fieldsRuleSchema` has checked them */
export function readPaths(paths: readonly string[]): Place {
  const root = node();
  for (const path of paths) {
    let at = root;
    for (const name of path.slice(1).split('/')) {
      if (name === ALL_BELOW) {
        at.isAll = true;
        break;
      }
      // RFC 6901 section 4: this order, so that `~01` is `~1`.
      const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
      const next = at.names.get(plain) ?? node();
      at.names.set(plain, next);
      at = next;
    }
    if (!at.isAll) at.isEnd = true;
  }
  return [root];
}

/** Where a member or an item of this name leads; `others` are what it may be called as well. */
export function below(place: Place, name: string, ...others: readonly string[]): Place {
  const next: PathNode[] = [];
  const called = new Set([name, ...others, ANY]);
  for (const { names } of place) {
    for (const own of called) {
      const named = names.get(own);
      if (named !== undefined) next.push(named);
    }
  }
  return next;
}

/** Whether a field is kept in a format whose fields have none below them: `/Body`. */
export function isFieldListed(name: string, listed: Place): boolean {
  const place = below(listed, name);
  return isAllKept(listed) || isKept(place) || isAllKept(place);
}

/** Whether a value that stands here is kept. */
export function isKept(place: Place): boolean {
  return place.some(({ isEnd }) => isEnd);
}

/** Whether everything below is kept. */
export function isAllKept(place: Place): boolean {
  return place.some(({ isAll }) => isAll);
}
