// The rail: departments as channels, how much is open in each, and who you are.

import { byId, h } from './dom.js';
import { become, channelTitle, on, store, tell } from './store.js';

function total() {
  let open = 0, urgent = 0;
  for (const count of store.counts.values()) { open += count.open; urgent += count.urgent; }
  return { open, urgent };
}

const countOf = (channel) =>
  channel.id === '*' ? total() : store.counts.get(channel.department) ?? { open: 0, urgent: 0 };

/** `patient-relations` as people say it; the whole title stands above the cards. */
const short = ({ id, title }) => (id === '*' ? title : id[0].toUpperCase() + id.slice(1).replaceAll('-', ' '));

function row(channel) {
  const { open, urgent } = countOf(channel);
  const name = h('span.channel-name', {}, short(channel));
  const label = `${channel.title}: ${open} open${urgent ? `, ${urgent} critical and waiting` : ''}`;
  return h('li', {}, h(`button.channel${store.unread.has(channel.id) ? '.is-unread' : ''}`, {
    type: 'button', 'aria-label': label, title: channel.title, 'data-channel': channel.id,
    'aria-current': channel.id === store.channel ? 'page' : null, onclick: () => look(channel.id),
  }, name, urgent > 0 && h('span.urgent-dot', {}), h('span.count', {}, open || '')));
}

function draw() {
  const list = byId('channels');
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  const all = { id: '*', title: 'All departments' };
  list.replaceChildren(row(all), ...store.house.channels.map(row));
  if (focused) list.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  head();
}

function head() {
  const { open, urgent } = countOf(store.house.channels.find((c) => c.id === store.channel) ?? { id: '*' });
  byId('channel-title').textContent = byId('topbar-title').textContent = channelTitle(store.channel);
  const parts = [open === 0 ? 'Nothing waits here' : `${open} open`];
  if (urgent) parts.push(`${urgent} critical`);
  byId('channel-note').textContent = parts.join(' · ');
  document.title = `${urgent ? `(${urgent}) ` : ''}${channelTitle(store.channel)} · liaison`;
}

/** Goes to a channel. */
export function look(id) {
  store.channel = id;
  store.unread.delete(id);
  tell('channel');
  drawer(false);
}

/** Goes to the channel before or after this one. */
export function step(by) {
  const ids = ['*', ...store.house.channels.map((channel) => channel.id)];
  look(ids[(ids.indexOf(store.channel) + by + ids.length) % ids.length]);
}

/** On a phone the rail slides in. */
export function drawer(open) {
  document.body.classList.toggle('drawer-open', open);
  byId('menu').setAttribute('aria-expanded', String(open));
  if (open) byId('channels').querySelector('[aria-current]')?.focus();
}

function people() {
  const groups = new Map();
  for (const person of store.house.staff) {
    const kind = person.rights.length ? 'May answer' : 'May only read';
    groups.set(kind, [...(groups.get(kind) ?? []), h('option', { value: person.name }, person.name)]);
  }
  const select = byId('you');
  select.replaceChildren(...[...groups].map(([label, options]) => h('optgroup', { label }, options)));
  select.value = store.you;
  select.onchange = () => become(select.value);
}

function title() {
  const person = store.house.staff.find((one) => one.name === store.you);
  const more = person?.rights.filter((right) => right !== 'respond' && right !== 'read') ?? [];
  byId('you-title').textContent = [person?.title, more.length && `also: ${more.join(', ')}`].filter(Boolean).join(' · ');
}

export function begin() {
  byId('organisation').textContent = store.house.organisation;
  byId('menu').onclick = () => drawer(!document.body.classList.contains('drawer-open'));
  if (store.house.door) {
    byId('line').after(h('form', { method: 'post', action: '/logout' }, h('button.text', { type: 'submit' }, 'Log out')));
  }
  people();
  title();
  draw();
  on('counts', draw);
  on('unread', draw);
  on('channel', draw);
  on('you', title);
}
