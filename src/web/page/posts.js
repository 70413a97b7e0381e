// A post of the sandbox, as the public sees it.

import { networkTitle } from './cards.js';
import { h, icon, quoted } from './dom.js';

/** A steady colour for a person, out of eight. */
function hue(handle) {
  let sum = 0;
  for (const sign of handle) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  return sum % 8;
}

export function post(one, { house, answer, mine, edit, takeDown }) {
  const address = `/sandbox/posts/${encodeURIComponent(one.id)}`;
  const author = `/sandbox/authors/${encodeURIComponent(one.handle)}`;
  const body = one.deleted_at
    ? h('p.post-gone', {}, 'This post was deleted.')
    : quoted('p.post-text', one.text);
  const buttons = one.deleted_at ? [] : [
    answer && h('button.text', { type: 'button', 'data-act': 'answer', onclick: () => answer(one) }, 'Reply'),
    mine && h('button.text', { type: 'button', 'data-act': 'edit', onclick: () => edit(one) }, 'Edit'),
    mine && h('button.text', { type: 'button', 'data-act': 'delete', onclick: () => takeDown(one) }, 'Delete'),
  ].filter(Boolean);
  return h(`article.post${one.ours ? '.is-ours' : ''}${one.parent ? '.is-answer' : ''}`, { 'data-post': one.id },
    h(`span.avatar.hue-${one.ours ? 'ours' : hue(one.handle)}`, { 'aria-hidden': 'true' },
      one.ours ? icon('seal') : [...(one.name || one.handle)][0]?.toUpperCase()),
    h('div.post-body', {},
      h('header.post-head', {}, h('a.post-name', { href: author }, h('bdi', {}, one.name || one.handle)),
        one.ours ? h('span.official', {}, house ? `Official: ${house}` : 'Official account') : quoted('bdi.post-handle', `@${one.handle}`),
        h('a.post-time', { href: address }, h('time', { 'data-since': one.at, datetime: one.at }))),
      body,
      h('footer.post-foot', {}, h('span', {}, networkTitle(one.network)), one.edited_at && !one.deleted_at && h('span', {}, 'edited'), buttons)));
}
