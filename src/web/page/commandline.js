// The command line: completion, history, and the answers that only the person who asked can see.

import { Refused } from './api.js';
import { proposals, whole } from './completion.js';
import { byId, h, icon, isTable, prose, toast } from './dom.js';
import { run, say } from './forms.js';
import { cardOf, on, store, tell } from './store.js';

const HISTORY = 'liaison.history';
const history = JSON.parse(sessionStorage.getItem(HISTORY) ?? '[]');
let at = history.length;
let chosen = -1;
let offered = { at: 0, found: [] };

const input = () => byId('line-input');
const popup = () => byId('completions');

function remember(line) {
  if (history.at(-1) !== line) history.push(line);
  history.splice(0, history.length - 100);
  at = history.length;
  sessionStorage.setItem(HISTORY, JSON.stringify(history));
}

function offer() {
  offered = input().value.trim() ? proposals(input().value) : { at: 0, found: [] };
  chosen = -1;
  paint();
}

function hide() {
  offered.found = [];
  paint();
}

function paint() {
  const open = offered.found.length > 0;
  popup().hidden = !open;
  input().setAttribute('aria-expanded', String(open));
  popup().replaceChildren(...offered.found.map(({ word, about }, index) => h('li', {
    role: 'option', id: `completion-${index}`, 'aria-selected': String(index === chosen),
    onmousedown: (event) => { event.preventDefault(); take(index); },
  }, h('span.completion-word', {}, word), h('bdi.completion-about', {}, about))));
  if (chosen >= 0) input().setAttribute('aria-activedescendant', `completion-${chosen}`);
  else input().removeAttribute('aria-activedescendant');
}

function take(index) {
  const { word } = offered.found[index];
  input().value = `${input().value.slice(0, offered.at)}${word} `;
  offer();
  input().focus();
}

function recall(by) {
  if (!history.length) return;
  at = Math.min(history.length, Math.max(0, at + by));
  input().value = history[at] ?? '';
  input().setSelectionRange(input().value.length, input().value.length);
  hide();
}

function key(event) {
  const open = offered.found.length > 0;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    if (!open) return recall(steps[event.key]);
    chosen = (chosen + steps[event.key] + offered.found.length) % offered.found.length;
    if (chosen < 0) chosen = offered.found.length - 1;
    paint();
  } else if (event.key === 'Tab' && open && !event.shiftKey) {
    event.preventDefault();
    take(Math.max(chosen, 0));
  } else if (event.key === 'Enter' && chosen >= 0) {
    event.preventDefault();
    take(chosen);
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    if (open) hide();
    else if (input().value) input().value = '';
    else input().blur();
  }
}

async function submit(event) {
  event.preventDefault();
  const line = input().value.trim();
  if (!line) return;
  remember(line);
  hide();
  try {
    await say(whole(line), store.open);
    input().value = '';
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    show({ line, text: problem.message, refused: true });
    if (document.body.dataset.view !== 'desk') toast(problem.message);
  }
}

/** Numbers of cases that we know become buttons. */
function linked(text) {
  return prose(text).flatMap((part) => (typeof part === 'string' ? part.split(/(#\d+)/) : [part])).map((part) => {
    const number = /^#\d+$/.test(part) && Number(part.slice(1));
    if (!number || !cardOf(number)) return part;
    return h('button.case-link', { type: 'button', onclick: () => tell('open', { number }) }, part);
  });
}

/** What can be done next. */
function nextStep(offer) {
  if (offer?.offer === 'run') return h('button.primary', { type: 'button', onclick: () => run(offer.line) }, offer.label);
  if (offer?.offer === 'answers') {
    return h('button.quiet', { type: 'button', onclick: () => tell('open', { number: offer.case, mode: 'reply' }) }, 'Use one of them');
  }
  if (offer?.offer === 'change') {
    return h('button.quiet', { type: 'button', onclick: () => tell('open', { number: offer.case, mode: 'reply' }) }, 'Change it');
  }
  return '';
}

function show({ line, text, refused, offer: more }) {
  const answers = byId('answers');
  const answer = h(`article.answer${refused ? '.is-refused' : ''}`, {},
    h('header', {}, h('code', {}, line.length > 60 ? `${line.slice(0, 60)}…` : line), h('span', {}, 'Only you see this'),
      h('button.icon-button', { type: 'button', 'aria-label': 'Put this answer away', onclick: () => answer.remove() }, icon('close'))),
    h(`p${isTable(text) ? '.is-table' : ''}`, { dir: 'auto' }, linked(text)), nextStep(more));
  const long = text.includes('\n');
  while (answers.children.length > (long ? 0 : 1)) answers.firstChild.remove();
  answers.append(answer);
  answers.scrollTop = long ? 0 : answers.scrollHeight;
  // A short yes has been read soon; a list stays until it is put away.
  if (!refused && !long) setTimeout(() => answer.remove(), 12_000);
}

function hint() {
  input().placeholder = store.open === null
    ? '/desk list, claim 12, … Tab completes, ? shows the keys'
    : `Case #${store.open}: claim, note …, resolve …`;
}

export function begin() {
  byId('commandline').addEventListener('submit', submit);
  input().addEventListener('input', offer);
  input().addEventListener('keydown', key);
  input().addEventListener('blur', hide);
  on('answer', show);
  on('thread', hint);
  hint();
}
