/** Fields that say when it was asked or which entry it was, and so always differ. */
const ALWAYS = new Set(['at', 'seq', 'lastActive']);
const MOST = 100;

/**
 * What differs between two JSON objects, by the path of each field; at most 100.
 *
 * @param {any} before @param {any} after @returns {{path: string, was: unknown, is: unknown}[]}
 */
export function changes(before, after) {
  const was = flat(before, after);
  const is = flat(after, before);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => !ALWAYS.has(path) && was.get(path) !== is.get(path))
    .slice(0, MOST)
    .map((path) => ({ path, was: was.get(path), is: is.get(path) }));
}

/**
 * Its leaves by their paths. A task or schedule that the other one does not have at all is one leaf.
 *
 * @param {any} value @param {any} other @param {string} [path] @param {Map<string, any>} [into]
 */
function flat(value, other, path = '', into = new Map()) {
  if (value === null || value === undefined || typeof value !== 'object') {
    if (value !== null && value !== undefined) into.set(path, value);
    return into;
  }
  for (const [key, inner] of Object.entries(value)) {
    // Tasks and schedules keep their path when one before them goes.
    const id = Array.isArray(value) ? idOf(inner) : undefined;
    const its = id === undefined ? other?.[key]
      : Array.isArray(other) ? other.find((/** @type {any} */ it) => idOf(it) === id) : undefined;
    const at = [path, id ?? key].filter(Boolean).join('.');
    if (id !== undefined && its === undefined) into.set(at, inner.state ?? inner.schedule ?? inner.events ?? 'there');
    else flat(inner, its, at, into);
  }
  return into;
}

/** @param {any} it in a list */
const idOf = (it) => it?.taskId ?? it?.scheduleId ?? it?.subscriptionId;
