/** Fields that say when it was asked or which entry it was, and so always differ. */
const ALWAYS = new Set(['at', 'seq', 'lastActive']);
const MOST = 100;

/**
 * What differs between two JSON objects, by the path of each field; at most 100.
 *
 * @param {any} before @param {any} after @returns {{path: string, was: unknown, is: unknown}[]}
 */
export function changes(before, after) {
  const was = flat(before);
  const is = flat(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => !ALWAYS.has(path) && was.get(path) !== is.get(path))
    .slice(0, MOST)
    .map((path) => ({ path, was: was.get(path), is: is.get(path) }));
}

/** Its leaves by their paths. @param {any} value @param {string} [path] @param {Map<string, any>} [into] */
function flat(value, path = '', into = new Map()) {
  if (value === null || value === undefined || typeof value !== 'object') {
    if (value !== null && value !== undefined) into.set(path, value);
    return into;
  }
  for (const [key, inner] of Object.entries(value)) {
    // Tasks and schedules keep their path when one before them goes.
    const name = Array.isArray(value) ? inner?.taskId ?? inner?.scheduleId ?? inner?.subscriptionId ?? key : key;
    flat(inner, path ? `${path}.${name}` : name, into);
  }
  return into;
}
