/**
 * Where the page is: `#/agents?state=active`, `#/agent/ID/timeline`.
 *
 * @typedef {{view: string, path: string[], params: URLSearchParams}} Route
 */

/** @param {string} hash @returns {Route} */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/').map(decode);
  return { view: view || 'overview', path: rest, params: new URLSearchParams(query) };
}

/**
 * @param {string} view
 * @param {string[]} [path]
 * @param {Record<string, string | undefined | null>} [params] empty ones are left out
 * @returns {string} an address for `href`
 */
export function to(view, path = [], params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) query.set(key, value);
  const text = query.toString();
  return `#/${[view, ...path].map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** @param {string} hash goes there, with a line in the history */
export function go(hash) {
  location.hash = hash;
}

/** @param {string} hash goes there without one, as for a filter that is being typed */
export function replace(hash) {
  history.replaceState(null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
