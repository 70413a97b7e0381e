// The console: puts the parts together and keeps them told of what happens.

import { Refused, get, listen } from './api.js';
import * as cards from './cards.js';
import * as channels from './channels.js';
import * as commandline from './commandline.js';
import { byId, h, icon, press, toast } from './dom.js';
import * as keys from './keys.js';
import { Network } from './network.js';
import { cardOf, keep, on, store, tell, whoWasIt } from './store.js';
import * as thread from './thread.js';

let network = null;

/** How far back each channel has been read. */
const pages = new Map();

/** The most pages read at a time: open cases may stand behind many that are closed. */
const PAGES = 10;

/** Reads back until there is enough to fill the list, or no more. */
async function older() {
  const { channel } = store;
  const page = pages.get(channel) ?? { before: null, more: true };
  pages.set(channel, page);
  if (page.busy) return;
  page.busy = true;
  try {
    for (let read = 0; page.more && read < PAGES; read += 1) {
      const from = page.before === null ? '' : `?before=${page.before}`;
      const { entries, more } = await get(`/console/channel/${encodeURIComponent(channel)}${from}`);
      entries.forEach(keep);
      page.before = entries.at(-1)?.seq ?? page.before;
      page.more = more;
      cards.redraw();
      if (!cards.hasRoom()) break;
    }
  } finally {
    page.busy = false;
  }
}

async function count() {
  for (const one of await get('/console/counts')) fresh.set(one.department, one);
  store.counts = new Map(fresh);
  fresh.clear();
  tell('counts');
}
const fresh = new Map();

let counting = null;
let drawing = null;
let newcomers = 0;

/** A message came or was redrawn. Many at once are drawn once. */
function heard(entry) {
  const known = store.entries.has(entry.id);
  if (!keep(entry)) return;
  if (!known && !entry.thread) {
    newcomers += 1;
    if (store.channel !== '*' && store.channel !== entry.channel) { store.unread.add(entry.channel); tell('unread'); }
  }
  drawing ??= setTimeout(() => {
    drawing = null;
    cards.redraw(newcomers);
    newcomers = 0;
    tell('entry');
  }, 40);
  counting ??= setTimeout(() => {
    counting = null;
    count().catch(() => {});
  }, 600);
}

function line(stands) {
  const words = stands ? 'Live' : 'Offline: trying to reach liaison again…';
  document.body.classList.toggle('is-offline', !stands);
  if (byId('line').textContent !== words) byId('line').textContent = words;
  // The line also breaks when the session has ended; what is half typed is still there after logging in.
  if (!stands) count().catch((problem) => problem.status === 401 && location.assign('/login'));
}

function view(name) {
  document.body.dataset.view = name;
  press(document.querySelector('.topbar'), 'view', name);
  cards.redraw();
}

async function openPublic() {
  if (!store.house.sandbox) { document.body.classList.add('no-public'); return; }
  network = new Network(byId('public'), {
    house: store.house.organisation,
    head: h('header.public-head', {}, h('h2', {}, icon('globe'), 'In public'),
      h('p', {}, 'The sandbox network, as everybody outside sees it. ', h('a', { href: '/sandbox', target: '_blank' }, 'Open it alone'))),
  });
  await network.load('/sandbox/api/latest?limit=200');
}

function wire() {
  byId('menu').append(icon('menu'));
  for (const button of document.querySelectorAll('.topbar [data-view]')) button.onclick = () => view(button.dataset.view);
  for (const button of document.querySelectorAll('#which [data-which]')) {
    button.onclick = () => { store.which = button.dataset.which; press(byId('which'), 'which', store.which); tell('which'); };
  }
  on('channel', () => { view('desk'); older().catch(complain); });
  on('which', () => older().catch(complain));
  on('thread', () => network?.focus(store.open === null ? null : cardOf(store.open)?.link).catch(complain));
  document.addEventListener('click', (event) => {
    if (document.body.classList.contains('drawer-open') && !event.target.closest('#rail, #menu')) channels.drawer(false);
  });
}

function complain(problem) {
  if (!(problem instanceof Refused)) throw problem;
  toast(problem.message);
}

async function begin() {
  store.house = await get('/console/state');
  store.you = whoWasIt(store.house);
  store.counts = new Map(store.house.counts.map((one) => [one.department, one]));
  for (const part of [channels, thread, commandline, keys]) part.begin();
  cards.begin(() => older().catch(complain));
  wire();
  await Promise.all([older(), openPublic()]);
  const start = [store.house.seq, network?.seq ?? 0];
  const address = (last) => {
    const [entry, post = 0] = last ? last.split('.') : start;
    return `/console/events?after=${entry}${network ? `&posts=${post}` : ''}`;
  };
  listen(address, { entry: heard, post: (one) => network?.heard(one) }, line);
}

begin().catch((problem) => {
  toast(problem instanceof Refused ? problem.message : 'The page could not start. Reload it.');
  throw problem;
});
