// A picture among the messages: in a card's width, and as large as the window allows when it is pressed.

import { h } from './dom.js';

/** Shows what a picture shows in words to those who can't see it. */
export function picture({ alt, png }) {
  const src = `data:image/png;base64,${png}`;
  return h('button.picture', { type: 'button', 'data-act': 'enlarge', title: 'Show it large', onclick: () => enlarge(src, alt) },
    h('img', { src, alt }));
}

/** A press or Escape puts it away, and the focus goes back to where it was. */
function enlarge(src, alt) {
  const large = h('dialog.enlarged', { 'aria-label': 'Picture', onclose: () => large.remove() },
    h('button.picture', { type: 'button', title: 'Close', onclick: () => large.close() }, h('img', { src, alt })));
  document.body.append(large);
  large.showModal();
}
