let ahead = 0;

/**
 * What time it is at the server, in milliseconds since the epoch. Wakes are due by its clock; that
 * of the browser may be minutes off.
 */
export const now = () => Date.now() + ahead;

/**
 * The server has said what time it is, at some moment between its question and its answer. Of a
 * clock that may be right to within half of that nothing is changed.
 *
 * @param {string} at what it said @param {number} took milliseconds from the question to the answer
 */
export function told(at, took) {
  const heard = Date.parse(at) + took / 2 - Date.now();
  if (Math.abs(heard - ahead) > took / 2) ahead = heard;
}
