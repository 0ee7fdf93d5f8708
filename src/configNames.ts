/** The names of variables: finds those of this server that are misspelt. */

/** Names that begin like this are this server's own, so an unknown one is misspelt. */
const OWN_PREFIXES = ['DIALER_', 'VOXO_', 'LEADS_', 'LEAD_JOURNAL', 'CALL_ID_'] as const;

/** Kubernetes and Docker set these for a service called `dialer`. */
const OF_A_SERVICE = /_(?:SERVICE_(?:HOST|PORT)|PORT|ENV)(?:_\w+)?$|^[^_]+_NAME$/;

/** Ends that say how a value is given. Their spelling is easily forgotten: SLOW_OPERATION, DRAIN_SECS, API_KEYS. */
const HOW_IT_IS_GIVEN = /_(?:MS|S|SECS?|SECONDS|(?:PER_)?MIN(?:UTE)?S?|DAYS?|FILE|PATH)$/;

/** Shorter stems are too like others': PORT, HOST. */
const LEAST_OF_A_STEM = 5;

/** Shorter names are too like others': PORT, POST. */
const LEAST_CHARACTERS = 8;

/** A name that differs by at most this many letters is taken for a misspelling. */
const MOST_SLIPS = 2;

/**
 * An error for each name that looks like a misspelt variable of this server: it begins like one, or differs from one by
 * two letters at most, or by a unit or `_FILE` at its end. All other names are foreign, and no concern of this server.
 *
 * @param known the names of all variables
 */
export function misspeltIn(names: readonly string[], known: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (known.includes(name) || name.length > 100) return [];
    const upper = name.toUpperCase();
    const sibling = siblingOf(upper, known);
    if (sibling !== undefined) return [`${name} is no variable of this server: is it ${sibling}?`];
    const isOwn = OWN_PREFIXES.some((prefix) => upper.startsWith(prefix)) && !OF_A_SERVICE.test(upper);
    // A foreign name is only compared with names of about its length: an environment may have hundreds of names.
    const comparable = isOwn
      ? known
      : known.filter((one) => Math.abs(one.length - upper.length) <= MOST_SLIPS);
    const [nearest, slips] = nearestOf(upper, comparable);
    const isSlip = nearest.length >= LEAST_CHARACTERS && slips <= MOST_SLIPS;
    if (!isOwn && !isSlip) return [];
    const isNear = upper.startsWith(nearest) || slips <= Math.max(MOST_SLIPS, nearest.length / 3);
    const advice = isNear ? `: is it ${nearest}?` : '';
    return [`${name} is no variable of this server${advice}`];
  });
}

/** The name that differs in its end only. */
function siblingOf(name: string, known: readonly string[]): string | undefined {
  const stem = stemOf(name);
  if (stem.length < LEAST_OF_A_STEM) return undefined;
  return known.includes(stem) ? stem : known.find((one) => stemOf(one) === stem);
}

const stemOf = (name: string): string => name.replace(HOW_IT_IS_GIVEN, '');

/** The name that differs least, and by how many letters. */
function nearestOf(name: string, known: readonly string[]): readonly [name: string, slips: number] {
  return known
    .map((one) => [one, distance(name, one)] as const)
    .reduce((nearest, other) => (other[1] < nearest[1] ? other : nearest), ['', Infinity]);
}

/** The letters to insert, leave out, change or swap with their neighbour. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const isSame = one[at - 1] === other[to - 1];
      const isSwapped = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      next.push(
        Math.min(
          (row[to] ?? Infinity) + 1,
          (next[to - 1] ?? Infinity) + 1,
          (row[to - 1] ?? Infinity) + (isSame ? 0 : 1),
          isSwapped ? (before[to - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? Infinity;
}
