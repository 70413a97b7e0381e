// The sandbox network as a page of its own: everything, one conversation, or one author.

import { Refused, listen } from './api.js';
import { byId, h, toast } from './dom.js';
import { Network } from './network.js';

const [kind, name] = location.pathname.split('/').slice(2).map(decodeURIComponent);
const api = '/sandbox/api';
const head = (title, note) => h('header.public-head', {}, h('h1', {}, title), h('p', {}, note),
  kind && h('a', { href: '/sandbox' }, 'All conversations'));

const pages = {
  posts: async () => {
    const first = await (await fetch(`${api}/posts/${encodeURIComponent(name)}`)).json();
    const network = new Network(byId('public'), { head: head('A conversation', 'On the sandbox network.'), only: (one) => one.root === first.root });
    await network.load(`${api}/threads/${encodeURIComponent(first.root)}`);
    return network;
  },
  authors: async () => {
    const network = new Network(byId('public'), { head: head(`@${name}`, 'What they have written.'), only: (one) => one.handle === name, write: false });
    await network.load(`${api}/authors/${encodeURIComponent(name)}`);
    return network;
  },
  all: async () => {
    const network = new Network(byId('public'), { head: head('The sandbox network', 'What everybody can read. Write something: the hospital is listening.') });
    await network.load(`${api}/latest?limit=200`);
    return network;
  },
};

try {
  const network = await (pages[kind] ?? pages.all)();
  const start = network.seq;
  listen((last) => `${api}/events?after=${last ?? start}`, { post: (one) => network.heard(one) }, () => {});
} catch (problem) {
  toast(problem instanceof Refused ? problem.message : 'There is nothing at this address.');
}
