// The sandbox network: conversations, newest first, and a box to write in as a member of the public.

import { Refused, get, patch, post as send, remove } from './api.js';
import { h, toast } from './dom.js';
import { post } from './posts.js';
import { tick } from './time.js';

const OWN = 'liaison.posts';
const WHO = 'liaison.public';
const NETWORKS = ['x', 'facebook', 'instagram', 'bluesky', 'mastodon', 'reddit', 'google'];
const TITLES = { x: 'X', google: 'Google reviews' };

export class Network {
  posts = new Map();
  seq = 0;
  #own = new Set(JSON.parse(sessionStorage.getItem(OWN) ?? '[]'));
  #drawn = new Map();
  #parent = null;
  #list = h('div.conversations', { tabindex: '0', role: 'region', 'aria-label': 'Conversations, newest first' });

  /** `head` stands above; `only` says which posts are shown; `house` is the organisation's name. */
  constructor(element, { head, house, only, write = true }) {
    this.house = house;
    this.only = only ?? (() => true);
    this.element = element;
    element.replaceChildren(...[head, write && this.#composer(), this.#list].filter(Boolean));
  }

  keep(one) {
    if ((this.posts.get(one.id)?.seq ?? -1) >= one.seq) return;
    this.posts.set(one.id, one);
    this.seq = Math.max(this.seq, one.seq);
  }

  async load(address) {
    const said = await get(address);
    for (const one of said.posts ?? said) this.keep(one);
    this.draw();
  }

  /** A post came or changed. */
  heard(one) {
    this.keep(one);
    cancelAnimationFrame(this.soon);
    this.soon = requestAnimationFrame(() => this.draw());
    // With the page out of sight no frame comes.
    if (document.hidden) this.draw();
  }

  /** Puts the conversation that a link leads to before all others. */
  async focus(link) {
    const id = link?.match(/\/sandbox\/posts\/([^/?#]+)/)?.[1];
    const post = id && (this.posts.get(decodeURIComponent(id)) ?? await get(`/sandbox/api/posts/${id}`).catch(() => null));
    this.current = post?.root;
    if (post && !this.posts.has(post.root)) {
      for (const one of await get(`/sandbox/api/threads/${encodeURIComponent(post.root)}`)) this.keep(one);
    }
    this.draw();
    if (post) this.#list.scrollTop = 0;
  }

  draw() {
    const conversations = new Map();
    for (const one of [...this.posts.values()].filter(this.only).sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)) {
      if (!conversations.has(one.root)) conversations.set(one.root, []);
      conversations.get(one.root).push(one);
    }
    const last = (posts) => posts.at(-1).at;
    const first = (root) => Number(root === this.current);
    const order = [...conversations].sort(([a, mine], [b, yours]) =>
      first(b) - first(a) || last(yours).localeCompare(last(mine))).slice(0, 80);
    const wanted = order.map(([root, posts]) => this.#conversation(root, posts));
    const list = this.#list;
    const anchor = [...list.children].find((c) => c.offsetTop + c.offsetHeight > list.scrollTop);
    const before = anchor?.getBoundingClientRect().top;
    const still = list.scrollTop > 8 || list.contains(document.activeElement);
    let at = list.firstChild;
    for (const child of [...list.children]) if (!wanted.includes(child)) { if (child === at) at = child.nextSibling; child.remove(); }
    for (const child of wanted) if (child === at) at = at.nextSibling; else list.insertBefore(child, at);
    if (!wanted.length) list.replaceChildren(h('p.empty', {}, 'Nobody has said anything yet.'));
    if (still && anchor?.isConnected) list.scrollTop += anchor.getBoundingClientRect().top - before;
    tick(list);
  }

  #conversation(root, posts) {
    const look = posts.map((one) => one.seq).join();
    const known = this.#drawn.get(root);
    const element = known?.element ?? h('div.conversation', { 'data-root': root });
    element.classList.toggle('is-current', this.current === root);
    if (known?.look === look) return element;
    const focused = element.contains(document.activeElement) && document.activeElement.dataset.act;
    element.replaceChildren(...posts.map((one) => post(one, {
      house: this.house,
      answer: this.form && ((to) => this.#answer(to)),
      mine: this.#own.has(one.id),
      edit: (own) => this.#edit(own),
      takeDown: (own) => this.#do(() => remove(`/sandbox/api/posts/${encodeURIComponent(own.id)}`)),
    })));
    if (focused) element.querySelector(`[data-act="${focused}"]`)?.focus();
    this.#drawn.set(root, { element, look });
    return element;
  }

  #composer() {
    const who = JSON.parse(sessionStorage.getItem(WHO) ?? '{"handle":"visitor","network":"x"}');
    const handle = h('input', { id: 'post-handle', type: 'text', value: who.handle, maxlength: '60', required: true, spellcheck: 'false' });
    const network = h('select', { id: 'post-network' },
      NETWORKS.map((name) => h('option', { value: name }, TITLES[name] ?? name[0].toUpperCase() + name.slice(1))));
    network.value = who.network;
    const text = h('textarea', { id: 'post-text', rows: 2, required: true, dir: 'auto', placeholder: 'Say something about the hospital…' });
    const to = h('p.post-to', { hidden: true });
    this.form = { handle, network, text, to };
    return h('form.post-form', {
      onsubmit: (event) => { event.preventDefault(); this.#write(); },
      onkeydown: (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit(); },
    }, to, h('label.visually-hidden', { for: 'post-text' }, 'Your post'), text,
    h('div.post-form-foot', {},
      h('label', { for: 'post-handle' }, 'as @'), handle,
      h('label', { for: 'post-network' }, 'on'), network,
      h('button.primary', { type: 'submit' }, 'Post')));
  }

  #answer(to) {
    this.#parent = to;
    this.form.to.hidden = false;
    this.form.to.replaceChildren('Reply to ', h('bdi', {}, `@${to.handle}`),
      h('button.text', { type: 'button', onclick: () => this.#forget() }, 'Not a reply'));
    this.form.text.focus();
  }

  #forget() {
    this.#parent = null;
    this.form.to.hidden = true;
  }

  async #write() {
    const { handle, network, text } = this.form;
    const parent = this.#parent;
    const done = await this.#do(() => send('/sandbox/api/posts', {
      handle: handle.value, network: parent?.network ?? network.value, text: text.value, parent: parent?.id ?? null,
    }));
    if (!done) return;
    this.#own.add(done.id);
    sessionStorage.setItem(OWN, JSON.stringify([...this.#own]));
    sessionStorage.setItem(WHO, JSON.stringify({ handle: handle.value, network: network.value }));
    text.value = '';
    this.#forget();
    this.keep(done);
    this.draw();
  }

  #edit(own) {
    const area = h('textarea', { rows: 3, 'aria-label': 'Your post', dir: 'auto' });
    area.value = own.text;
    const save = async () => {
      const done = await this.#do(() => patch(`/sandbox/api/posts/${encodeURIComponent(own.id)}`, { text: area.value }));
      if (done) { this.keep(done); this.draw(); }
    };
    const body = this.#list.querySelector(`[data-post="${CSS.escape(own.id)}"] .post-text`);
    body?.replaceChildren(area, h('button.quiet', { type: 'button', onclick: save }, 'Save'));
    area.focus();
  }

  async #do(change) {
    try {
      return await change();
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      toast(problem.message);
      return null;
    }
  }
}
