import { Feed } from 'ui/lib/feed.js';
import { Health } from 'ui/lib/health.js';
import { Rpc } from 'ui/lib/rpc.js';
import { Agents } from 'ui/lib/store.js';
import { Tallies } from 'ui/lib/tallies.js';

const TOKEN = 'reveille.token';

/** What all views share: one socket, one feed, one set of agents. */
export const rpc = new Rpc({
  token: sessionStorage.getItem(TOKEN) ?? '',
  saveToken: (token) => sessionStorage.setItem(TOKEN, token),
});
export const feed = new Feed(rpc);
export const agents = new Agents(rpc, feed);
export const health = new Health(rpc);
export const tallies = new Tallies(rpc, feed);
