// One case opened: the post, what was said about it among colleagues, and where to write.

import { Refused, get } from './api.js';
import { acts, facts, head, networkTitle, reply, speakers, standing, why, words } from './cards.js';
import { composer } from './compose.js';
import { byId, h, icon, quoted, toast } from './dom.js';
import { cardOf, entryOf, keep, on, store, tell, thread } from './store.js';
import { clock, tick } from './time.js';

let shown = null;

function build(number) {
  const title = h('h2', { tabindex: '-1' });
  const post = h('div.thread-post', {});
  const lines = h('ol.lines', { 'aria-label': 'What happened', 'aria-live': 'polite' });
  const body = h('div.thread-body', { tabindex: '0', role: 'region', 'aria-label': 'The case and what happened' }, post, lines);
  const compose = composer(number);
  byId('thread').replaceChildren(
    h('header.thread-head', {}, title,
      h('button.icon-button', { type: 'button', 'aria-label': 'Close the case', onclick: close }, icon('close'))),
    body, compose.form);
  return { number, title, post, lines, body, compose, drawn: '' };
}

/** A line says who did what. Notes and public words look here as they do where they are written. */
function line(entry) {
  const text = entry.body.body;
  const kind = /^\S+ notes\b|^Note\b/.test(text) ? '.is-note' : /^\S+ answers in public\b/.test(text) ? '.is-public' : '';
  return h(`li.line-item${kind}`, { 'data-id': entry.id }, quoted('p', text),
    h('time', { datetime: entry.at, title: entry.at }, clock(entry.at)));
}

const begun = (card) => h('li.line-item', {}, h('p', {}, 'The case was opened'),
  h('time', { datetime: card.opened_at }, clock(card.opened_at)));

function draw() {
  const card = cardOf(store.open);
  if (!shown || !card) return;
  const { title, post, lines, body, compose } = shown;
  if (!lines.children.length) lines.append(begun(card));
  title.replaceChildren(`Case #${card.number}`, h('span.soft', {}, ` on ${networkTitle(card.network)}`));
  const look = `${entryOf(store.open).seq} ${store.you}`;
  if (shown.drawn !== look) {
    const focused = post.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    post.className = `thread-post is-${card.urgency}`;
    post.replaceChildren(...head(card), words(card, true), facts(card), why(card) || '', speakers(card) || '', standing(card), reply(card) ?? '', acts(card, true));
    if (focused) (post.querySelector(`[data-act="${focused}"]`) ?? title).focus();
    shown.drawn = look;
    compose.update(card);
  }
  const entries = thread(entryOf(store.open).id);
  const atEnd = body.scrollTop + body.clientHeight > body.scrollHeight - 40;
  const known = new Map([...lines.children].map((item) => [item.dataset.id, item]));
  // Lines may reach the page before older ones are fetched: each goes behind the one before it.
  let before = lines.firstElementChild;
  for (const entry of entries) {
    const item = known.get(entry.id) ?? line(entry);
    if (!known.has(entry.id)) before.after(item);
    before = item;
  }
  if (entries.length >= known.size && atEnd && known.size > 1) body.scrollTop = body.scrollHeight;
  tick(post);
}

let back = null;

async function open({ number, mode }) {
  const entry = entryOf(number);
  if (!entry) return;
  const changed = store.open !== number;
  if (changed) {
    if (store.open === null) back = document.activeElement;
    store.open = number;
    byId('thread').hidden = false;
    document.body.classList.add('thread-open');
    shown = build(number);
    draw();
    tell('thread');
  }
  if (mode) shown.compose.choose(mode, true);
  else if (changed) shown.title.focus();
  if (!changed) return;
  try {
    for (const line of await get(`/console/thread/${encodeURIComponent(entry.id)}`)) keep(line);
    if (store.open === number) draw();
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    toast(problem.message);
  }
}

export function close() {
  if (store.open === null) return false;
  const number = store.open;
  store.open = null;
  shown = null;
  byId('thread').hidden = true;
  byId('thread').replaceChildren();
  document.body.classList.remove('thread-open');
  tell('thread');
  (back?.isConnected ? back : byId('cards').querySelector(`[data-number="${number}"]`) ?? byId('cards')).focus();
  back = null;
  return true;
}

export function begin() {
  on('open', open);
  on('entry', draw);
  on('you', draw);
}
