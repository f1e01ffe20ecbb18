/** @type {Map<object, () => void>} */
const waiting = new Map();
let planned = false;

function run() {
  planned = false;
  const actions = [...waiting.values()];
  waiting.clear();
  for (const action of actions) action();
}

/**
 * Runs an action with the next animation frame, once however often it is asked for. In a page that
 * nobody sees there are no frames: then a timer takes their place, so that its title stays true.
 *
 * @param {object} who the action is this one's; a later one takes its place
 * @param {() => void} action
 */
export function afterFrame(who, action) {
  waiting.set(who, action);
  if (planned) return;
  planned = true;
  if (document.visibilityState === 'visible') requestAnimationFrame(run);
  else setTimeout(run, 1000);
}
