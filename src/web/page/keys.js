// The keyboard alone: single keys on the cards, Escape to step back.

import { act, help } from './forms.js';
import { current, move } from './cards.js';
import { drawer, step } from './channels.js';
import { byId } from './dom.js';
import { close } from './thread.js';

const OFF = 'liaison.keys-off';

const KEYS = [
  ['j k', 'next and previous case'],
  ['Enter', 'open the case that has the focus'],
  ['c', 'claim it'],
  ['r', 'reply in public'],
  ['n', 'write a note for colleagues'],
  ['e', 'escalate'],
  ['d', 'done: resolve'],
  ['m', 'more: transfer, assign, tag, merge, …'],
  ['[ ]', 'previous and next department'],
  ['/', 'to the command line'],
  ['Ctrl+Enter', 'send what is written'],
  ['Esc', 'step back'],
  ['?', 'this list'],
];

const VERBS = { c: 'claim', r: 'reply', n: 'note', e: 'escalate', d: 'resolve', m: 'more' };

const enabled = () => localStorage.getItem(OFF) === null;
const enable = (yes) => (yes ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1'));
// Also where one would type if the case were open: a key must not do something else there.
const typing = (element) => element?.closest?.('input, textarea, select, .compose');

function single(event) {
  if (event.key === '?') help(KEYS, enabled(), enable);
  else if (!enabled()) return;
  else if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (event.key === '[') step(-1);
  else if (event.key === ']') step(1);
  else if (event.key === '/') byId('line-input').focus();
  else if (VERBS[event.key] && current()) act(VERBS[event.key], current());
  else return;
  event.preventDefault();
}

export function begin() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      if (document.body.classList.contains('drawer-open')) { drawer(false); byId('menu').focus(); } else close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === 'Enter' && event.target.matches('article[data-number]')) {
      act('open', Number(event.target.dataset.number));
      return;
    }
    single(event);
  });
}
