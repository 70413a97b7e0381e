// Answers that fit a case, above the field of a public reply: a press puts one there, and nothing is sent by it.

import { Refused, post } from './api.js';
import { h, quoted } from './dom.js';
import { store } from './store.js';

/** Whether somebody may be in danger and can be told at once where help is. */
export const helpIsReady = (card) => card.urgency === 'critical' && card.topic !== 'privacy' &&
  card.takes_replies && !card.deleted && (card.status === 'open' || card.status === 'held');

/** What a field holds once an answer was chosen: what somebody wrote stays, what was only chosen before goes. */
export function chosenOver(written, text, texts) {
  const before = written.trim();
  return !before || texts.includes(before) ? text : `${before}\n${text}`;
}

/** The list of answers; `ask` looks again when the case has changed, `use` is told what was chosen, out of which. */
export function answers(number, use) {
  const list = h('ul.fittings', { 'aria-label': 'Answers that fit' });
  let asked = null;

  const one = (answer, texts) => h(`li.fitting${answer.urgent ? '.is-urgent' : ''}`, {},
    h('button', { type: 'button', title: answer.text, onclick: () => use(answer.text, texts) },
      h('strong', {}, answer.urgent ? `Help right now: ${answer.title}` : answer.title), quoted('span', answer.text)));

  async function ask(card) {
    const about = [store.you, card.text, card.urgency, card.topic, card.department, card.status].join('\n');
    if (about === asked) return;
    asked = about;
    try {
      const { data } = await post('/console/command', { as: store.you, line: `/case suggest ${number}` });
      if (about === asked) list.replaceChildren(...data.map((answer) => one(answer, data.map(({ text }) => text))));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      // Who may not answer is offered nothing.
      list.replaceChildren();
    }
  }

  return { list, ask };
}
