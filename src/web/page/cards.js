// The cards of a channel. Each is redrawn where it stands, without taking the focus or moving what is being read.

import { helpIsReady } from './answers.js';
import { byId, h, icon, isTable, quoted } from './dom.js';
import { channelOf, channelTitle, on, shown, store } from './store.js';
import { clock, tick } from './time.js';
import { act } from './forms.js';
import { picture } from './picture.js';
import * as approvals from './approvals.js';

const STEP = 60;
const drawn = new Map();
const unfolded = new Set();

const NETWORKS = {
  x: 'X', facebook: 'Facebook', instagram: 'Instagram', bluesky: 'Bluesky', mastodon: 'Mastodon', reddit: 'Reddit',
  google: 'Google reviews', rss: 'RSS', webhook: 'Webhook', sms: 'SMS', sandbox: 'Sandbox',
};
export const networkTitle = (name) => NETWORKS[name] ?? name;
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

export const isOpen = (card) => card.status === 'open' || card.status === 'held';
const plain = (word) => word.replaceAll('_', ' ');

function ordinal(n) {
  const end = { one: 'st', two: 'nd', few: 'rd', other: 'th' }[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)];
  return `${n}${end}`;
}

function language(code) {
  try { return LANGUAGES.of(code); } catch { return code; }
}

/** Where and by whom, and how long ago. */
export function head(card) {
  return [
    h('header.card-head', {}, h('span.head-start', {},
      h(`span.urgency.is-${card.urgency}`, {}, card.urgency),
      h('span.number', {}, `#${card.number}`),
      h('span.network', {}, networkTitle(card.network)),
      quoted('bdi.handle', `@${card.handle}`),
      card.history > 1 && h('span.history', { title: 'Cases by this author so far' }, `${ordinal(card.history)} case`)),
    h('time.age', { 'data-since': card.posted_at, datetime: card.posted_at, title: clock(card.posted_at) })),
  ];
}

/** What the author said. */
export function words(card, whole) {
  const marks = [
    card.deleted && h('span.mark.is-gone', {}, 'Deleted by the author'),
    card.edited && !card.deleted && h('span.mark', {}, 'Edited'),
    card.copies > 0 && h('span.mark', { title: 'Others who said the same in nearly the same words' }, `+${card.copies} ${card.copies === 1 ? 'copy' : 'copies'}`),
    card.mentions > 1 && h('span.mark', {}, `Newest of ${card.mentions} posts`),
  ].filter(Boolean);
  return h('div.said', {},
    quoted(`blockquote.quote${whole ? '' : '.is-folded'}${card.deleted ? '.is-gone' : ''}`, card.text || '(no words)'),
    (marks.length > 0 || card.masked) && h('p.marks', {}, marks, card.masked && h('button.text', {
      type: 'button', 'data-act': 'reveal', title: 'Show the words as they were written; it goes on record',
      onclick: () => act('reveal', card.number),
    }, 'Unmask')));
}

export function facts(card) {
  return h('p.facts', {},
    [
      card.facility && h('strong', {}, card.facility),
      card.topic !== 'none' && h('span', {}, plain(card.topic)),
      h('span', {}, plain(card.intent)),
      card.language && card.language !== 'en' && h('span', {}, language(card.language)),
      store.channel === '*' && h('span.to-department', { title: channelOf(card)?.title }, `#${channelOf(card)?.department ?? card.department}`),
    ].filter(Boolean));
}

export const why = (card) => card.reasons.length > 0 &&
  h('p.why', {}, h('span.why-label', {}, 'Here because '), quoted('bdi', card.reasons.join('; '), { dir: 'ltr' }));

/** Who speaks the author's language, where it is not our first. */
export const speakers = (card) => card.speakers && h('p.speakers', {}, card.speakers);

/** Who has it, and how long is left. */
export function standing(card) {
  const who = {
    open: () => [h('span.state.is-open', {}, 'Nobody has it yet')],
    held: () => [h('span.state.is-held', {}, card.holder === store.you ? 'You have it' : `With ${card.holder}`),
      card.since && h('span.soft', {}, `since ${clock(card.since)}`)],
    merged: () => [h('span.state', {}, `Merged into #${card.merged_into}`)],
  }[card.status] ?? (() => [h('span.state', {}, plain(card.status)), card.holder && h('span.soft', {}, `by ${card.holder}`)]);
  return h('p.standing', {}, who(),
    card.tier > 0 && isOpen(card) && h('span.mark.is-escalated', {}, `Escalated${card.tier > 1 ? ` ${card.tier} times` : ''}`),
    card.late && isOpen(card) && !card.due_at && h('span.mark.is-gone', {}, 'Late'),
    card.due_at && isOpen(card) && h('time.left', {
      'data-until': card.due_at, datetime: card.due_at,
      'data-before': card.answered_at ? 'close within' : 'answer within', title: `until ${clock(card.due_at)}`,
    }),
    card.draft && h(`span.mark.is-draft`, {}, card.draft === 'blocked' ? 'Draft blocked' : 'Draft waits for approval'),
    card.tags.map((tag) => h('span.tag', {}, tag)));
}

const REPLY_STATES = {
  sending: 'On its way', published: 'Published', set_aside: 'Not delivered: set aside', retracting: 'Being taken down',
  retracted: 'Taken down',
};

/** What we said in public, and how it stands. */
export function reply(card) {
  const said = card.reply;
  if (!said) return null;
  return h(`div.our-reply.is-${said.state}`, {},
    h('p.our-reply-head', {}, icon('globe'), h('span', {}, `Our reply on ${networkTitle(card.network)} by ${said.by}`),
      h('span.reply-state', {}, REPLY_STATES[said.state] ?? said.state)),
    quoted('p.our-reply-text', said.text));
}

/** The usual verbs. What a person may not do the desk refuses, and says who may. */
export function acts(card, inThread) {
  const button = (verb, label, kind = 'quiet') => h(`button.${kind}`, {
    type: 'button', 'data-act': verb, onclick: () => act(verb, card.number),
  }, label);
  const mine = card.holder === store.you;
  const buttons = isOpen(card)
    ? [
      card.status === 'open' && button('claim', 'Claim', 'primary'),
      button('reply', 'Reply', mine ? 'primary' : 'quiet'),
      button('note', 'Note', 'note'),
      helpIsReady(card) && button('suggest', '🆘 Help is ready', 'danger'),
      button('escalate', 'Escalate'),
      button('resolve', 'Resolve'),
    ]
    : [button('reopen', 'Reopen')];
  return h('div.acts', { role: 'group', 'aria-label': `Case ${card.number}` }, buttons, button('more', 'More…'),
    !inThread && button('open', 'Thread', 'text'));
}

function fold(article, card) {
  const quote = article.querySelector('.quote.is-folded:not(.is-cut)');
  if (!quote) return;
  if (unfolded.has(card.number)) {
    quote.classList.remove('is-folded');
    return;
  }
  if (quote.scrollHeight <= quote.clientHeight + 4) return;
  quote.classList.add('is-cut');
  quote.after(h('button.text.more-words', {
    type: 'button', 'data-act': 'unfold',
    onclick: (event) => { unfolded.add(card.number); quote.classList.remove('is-folded', 'is-cut'); event.target.remove(); article.focus(); },
  }, 'Show all of it'));
}

/** What liaison says in a channel beside cards. */
function message({ kind, body }) {
  return kind === 'picture' ? picture(body) : quoted(`p.message${isTable(body) ? '.is-table' : ''}`, body);
}

function fill(article, entry) {
  if (entry.body.kind === 'request') {
    const request = entry.body.body;
    article.className = `card is-request is-${request.state.state}${approvals.isOpen(request) ? '' : ' is-closed'}`;
    article.replaceChildren(...approvals.draw(request));
    article.setAttribute('aria-label', `Draft for case ${request.card.number}, ${request.state.state}`);
    return;
  }
  if (entry.body.kind !== 'card') {
    article.replaceChildren(h('p.message-head', {}, h('strong', {}, 'liaison'), h('span', {}, channelTitle(entry.channel)),
      h('time', { 'data-since': entry.at, datetime: entry.at })), message(entry.body));
    return;
  }
  const card = entry.body.body;
  article.className = `card is-${card.urgency} is-${card.status}${isOpen(card) ? '' : ' is-closed'}`;
  article.classList.toggle('is-current', store.open === card.number);
  article.replaceChildren(...head(card), words(card), facts(card), why(card) || '', speakers(card) || '', standing(card), reply(card) ?? '', acts(card));
  article.setAttribute('aria-label',
    `Case ${card.number}, ${card.urgency}, ${networkTitle(card.network)}, ${card.status}`);
}

/** What a drawing depends on: where nothing of it changed, nothing is touched. */
const look = (entry) => `${entry.seq} ${store.you} ${store.channel === '*'}`;

function draw(entry) {
  const known = drawn.get(entry.id);
  const article = known?.article ?? h('article', { tabindex: '0', 'data-id': entry.id, class: 'card is-line' });
  if (known?.look !== look(entry)) {
    const within = article.contains(document.activeElement) && document.activeElement !== article;
    const focused = within ? document.activeElement.dataset.act : null;
    fill(article, entry);
    if (within) (article.querySelector(`[data-act="${focused}"]`) ?? article).focus();
    drawn.set(entry.id, { article, look: look(entry) });
  }
  if (entry.body.kind === 'card') {
    article.dataset.number = entry.body.body.number;
    article.classList.toggle('is-current', store.open === entry.body.body.number);
  }
  return article;
}

const list = () => byId('cards');

/** Whether somebody is about to press something, so that it must not move. */
const busy = () => list().contains(document.activeElement) || list().querySelector('.acts:hover') !== null;

let missed = 0;
/** How many are drawn; more when somebody reads on. */
let most = STEP;

export function redraw(newcomers = 0) {
  const cards = list();
  const anchor = [...cards.children].find((c) => c.offsetTop + c.offsetHeight > cards.scrollTop);
  const before = anchor?.getBoundingClientRect().top;
  const still = cards.scrollTop > 8 || busy();
  const wanted = shown().slice(0, most).map(draw);
  arrange(cards, wanted.length ? wanted : [empty()]);
  for (const article of wanted) settle(article);
  tick(cards);
  if (still && anchor?.isConnected) cards.scrollTop += anchor.getBoundingClientRect().top - before;
  missed = still && cards.scrollTop > 8 ? missed + newcomers : 0;
  pill();
}

/** Puts children in order, moving only those that are not in place: a moved element would lose the focus. */
function arrange(parent, children) {
  const keep = new Set(children);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let at = parent.firstChild;
  for (const child of children) {
    if (child === at) at = at.nextSibling;
    else parent.insertBefore(child, at);
  }
}

function settle(article) {
  const { kind, body } = store.entries.get(article.dataset.id).body;
  if (kind === 'card') fold(article, body);
}

function empty() {
  const text = { mine: 'You hold nothing here.', open: 'Nothing waits here. New posts appear by themselves.' }[store.which] ??
    'Nothing has come in here yet.';
  return h('div.empty', {}, h('p', {}, text));
}

function pill() {
  const button = byId('new-cards');
  button.hidden = missed === 0;
  button.textContent = missed === 1 ? 'One new case ↑' : `${missed} new cases ↑`;
}

/** Whether there is room for more. */
export const hasRoom = () => list().scrollHeight < list().clientHeight + 400;

/** Moves from card to card. */
export function move(by) {
  const cards = [...list().querySelectorAll('article')];
  const at = cards.indexOf(document.activeElement?.closest?.('article'));
  const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** The case a key is meant for: of the card that has the focus, or of the open thread. */
export function current() {
  const article = document.activeElement?.closest?.('article[data-number]');
  return article ? Number(article.dataset.number) : store.open;
}

export function begin(older) {
  const cards = list();
  byId('new-cards').onclick = () => cards.scrollTo({ top: 0, behavior: 'smooth' });
  cards.addEventListener('scroll', () => {
    if (cards.scrollTop < 8 && missed) { missed = 0; pill(); }
    if (cards.scrollTop + cards.clientHeight > cards.scrollHeight - 400) {
      if (shown().length > most) { most += STEP; redraw(); } else older();
    }
  }, { passive: true });
  // A press on the words opens the case, unless somebody is marking some of them.
  cards.addEventListener('click', (event) => {
    const card = event.target.closest('.quote') && event.target.closest('article[data-number]');
    if (card && getSelection().isCollapsed) act('open', Number(card.dataset.number));
  });
  for (const change of ['channel', 'which']) on(change, () => { most = STEP; cards.scrollTop = 0; redraw(); });
  on('you', () => redraw());
  on('thread', () => redraw());
}
