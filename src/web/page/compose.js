// Where words are written: for the public, or for colleagues only. The two never look alike. What is half typed
// stays, whatever is redrawn around it, and is still there after a reload.

import { answers, chosenOver } from './answers.js';
import { Refused } from './api.js';
import { networkTitle } from './cards.js';
import { h, icon, prose } from './dom.js';
import { readBy, run, safe, say } from './forms.js';
import { store } from './store.js';

const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const bytes = new TextEncoder();

/** How long a reply is, as the network counts it. */
export function measure(text, limit) {
  const graphemes = [...signs.segment(text)].length;
  const size = bytes.encode(text).length;
  const over = graphemes > limit.graphemes
    ? [graphemes - limit.graphemes, 'characters']
    : [size - limit.bytes, 'bytes'];
  return { graphemes, size, over: over[0] > 0 ? over : null };
}

const excess = ([by, unit]) => `${by.toLocaleString('en')} ${by === 1 ? unit.slice(0, -1) : unit} too long`;

const drafts = {
  key: (number, mode) => `liaison.draft.${mode}.${number}`,
  read: (number, mode) => sessionStorage.getItem(drafts.key(number, mode)) ?? '',
  write(number, mode, text) {
    if (text) sessionStorage.setItem(drafts.key(number, mode), text);
    else sessionStorage.removeItem(drafts.key(number, mode));
  },
};

const signed = (text) => (store.house.signature ? `${text} ${store.house.signature}` : text);

/** The form under a thread; it is made once for a case and then only told of changes. */
export function composer(number) {
  let mode = 'reply';
  let card = null;
  /** The draft that the card shows, or showed when somebody began to write: their words go over no other one. */
  let seen = null;
  let writing = false;
  const head = h('p.compose-head', {});
  const count = h('p.count-line', { id: 'count-line' });
  const spoken = h('p.visually-hidden', { role: 'status' });
  const problem = h('p.form-problem', { role: 'alert' });
  const area = h('textarea', { rows: 4, dir: 'auto', 'aria-describedby': 'count-line', spellcheck: 'true' });
  const send = h('button.primary', { type: 'submit' });
  const tabs = h('div.switch', { role: 'group', 'aria-label': 'For whom' },
    h('button', { type: 'button', 'data-mode': 'reply', onclick: () => choose('reply', true) }, 'Public reply'),
    h('button', { type: 'button', 'data-mode': 'note', onclick: () => choose('note', true) }, 'Internal note'));
  const foot = h('div.compose-foot', {}, count, send);
  const closed = h('div.compose-closed', { tabindex: '-1' });
  const { list: fitting, ask } = answers(number, (text, texts) => {
    area.value = chosenOver(area.value, text, texts);
    wrote();
    area.focus();
  });
  const form = h('form.compose', { onsubmit: submit }, tabs, head, fitting, area, problem, foot, closed, spoken);

  area.addEventListener('input', wrote);
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });

  function wrote() {
    drafts.write(number, mode, area.value);
    if (mode === 'reply') writing = Boolean(area.value.trim());
    look();
    weigh();
  }

  function look() {
    if (!writing) seen = card.draft_id ?? null;
  }

  /** Who was answered knows what became of the draft, and writes on from there. */
  async function answered() {
    writing = false;
    look();
    seen = await readBy(number, seen);
  }

  function choose(next, focus) {
    mode = next;
    area.value = drafts.read(number, mode);
    problem.textContent = '';
    dress();
    if (focus) (area.hidden ? closed : area).focus();
  }

  function dress() {
    const note = mode === 'note';
    form.classList.toggle('is-note', note);
    for (const tab of tabs.children) tab.setAttribute('aria-pressed', String(tab.dataset.mode === mode));
    const where = note
      ? [icon('lock'), h('span', {}, h('strong', {}, 'Only colleagues see this.'), ' The public never sees a note.')]
      : card.network === 'sms'
      ? [icon('pen'), h('span', {}, h('strong', {}, 'Text message'), ' to ', h('bdi', {}, `@${card.handle}`), ', in the hospital’s name.')]
      : [icon('globe'), h('span', {}, h('strong', {}, 'Public:'), ` everyone on ${networkTitle(card.network)} will read this, under `,
        h('bdi', {}, `@${card.handle}`), '’s post.')];
    head.replaceChildren(...where);
    area.setAttribute('aria-label', note ? `Note for colleagues on case ${number}` : `Public reply for case ${number}`);
    area.placeholder = note ? 'What should colleagues know?' : 'Thank them, say what happens next, and move anything personal to a call.';
    send.textContent = note ? 'Add note' : 'Reply in public';
    const mute = !note && why();
    for (const part of [head, area, foot]) part.hidden = Boolean(mute);
    fitting.hidden = note || Boolean(mute);
    if (!fitting.hidden) ask(card);
    closed.replaceChildren(...(mute || []));
    weigh();
  }

  /** Why there can be no public reply, if there can be none. */
  function why() {
    const link = card.link && safe(card.link);
    const go = link && h('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, 'Open the post');
    const reopen = h('button.quiet', { type: 'button', onclick: () => run(`/case reopen ${number}`) }, 'Reopen it');
    if (!card.takes_replies) return [h('p', {}, `${networkTitle(card.network)} takes no answers.`), go ?? ''];
    if (card.status === 'merged') return [h('p', {}, `This case went on as #${card.merged_into}.`)];
    if (card.status !== 'open' && card.status !== 'held') return [h('p', {}, 'This case is closed.'), reopen];
    if (card.deleted) return [h('p', {}, 'The author has deleted the post, so there is nothing to answer under.')];
    return null;
  }

  function weigh() {
    if (mode === 'note') {
      count.replaceChildren();
      send.disabled = !area.value.trim();
      return;
    }
    const { graphemes, size, over } = measure(signed(area.value), card.limit);
    const format = (n) => n.toLocaleString('en');
    const near = size > card.limit.bytes * 0.8;
    count.replaceChildren(
      h(`span${over?.[1] === 'characters' ? '.is-over' : ''}`, {}, `${format(graphemes)} / ${format(card.limit.graphemes)}`),
      near && h(`span${over?.[1] === 'bytes' ? '.is-over' : ''}`, {}, `${format(size)} / ${format(card.limit.bytes)} bytes`) || '',
      over ? h('strong.is-over', {}, excess(over)) : '',
      store.house.signature ? h('span.soft', {}, `with “${store.house.signature}”`) : '');
    const warn = over ? excess(over) : '';
    if (spoken.textContent !== warn) spoken.textContent = warn;
    send.disabled = Boolean(over) || !area.value.trim();
  }

  async function submit(event) {
    event.preventDefault();
    if (send.disabled) return;
    const [sentAs, text] = [mode, area.value.trim()];
    send.disabled = true;
    problem.textContent = '';
    try {
      const { offer, text: answer } = await say(`/case ${sentAs} ${number} ${text}`, null, sentAs === 'reply' ? seen : null);
      // Words that wait stay here, with what was found in them, so that they can be changed.
      if (offer?.offer === 'change') problem.replaceChildren(...prose(answer));
      else {
        drafts.write(number, sentAs, '');
        if (mode === sentAs) area.value = '';
      }
      if (sentAs === 'reply') await answered();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      problem.replaceChildren(...prose(refused.message));
      if (sentAs === 'reply' && refused.status) await answered();
    }
    weigh();
  }

  return {
    form,
    choose,
    update(next) { card = next; look(); if (!area.value) area.value = drafts.read(number, mode); dress(); },
  };
}
