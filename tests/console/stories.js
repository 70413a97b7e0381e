// What a person in front of the console must be able to rely on.

import { PHONE, card, complain, equal, unlike, until } from './browser.js';

// Each story has a complaint of its own: what reads alike is kept under one case.
const complaints = [
  'The Elm Street garage charged me twice and nobody answers the phone',
  'My invoice from March says overdue though I paid it at the front desk',
  'Three calls and still no appointment with the eye doctors, your line hangs up on me',
  'The cafeteria is closed again at noon, vending machines out of order too',
  'Your website loses my password every week, the portal is a joke',
  'Elevator by the main entrance stuck since Monday, my mother uses a wheelchair',
  'Waited forty minutes for a shuttle at the north parking lot in the rain',
  'Nobody at the pharmacy counter could say when the medicine I ordered comes in',
  'The gift shop sold me wilted flowers and would not take them back',
];
const complaint = () => unlike(complaints.shift());

async function sidewaysScroll(page) {
  return page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
}

/** Complains, claims the case, has it move up so that an answer waits for a yes, and begins to write one. */
async function composing(page, words) {
  const found = await complain(page, words);
  const number = await found.getAttribute('data-number');
  const line = page.locator('#line-input');
  for (const verb of ['claim', 'escalate']) {
    await line.fill(`/case ${verb} ${number}`);
    await line.press('Enter');
    await page.locator('.answer', { hasText: `#${number}` }).last().waitFor();
  }
  await found.focus();
  await page.keyboard.press('r');
  return found;
}

export const stories = {
  'cards appear by themselves': async (browser) => {
    const ana = await browser.console(0);
    const words = complaint();
    const found = await complain(ana, words);
    equal('the word for its urgency', /critical|high|normal|low/i.test(await found.locator('.urgency').textContent()), true);
    await found.getByText('Nobody has it yet').waitFor();
  },

  'claim and reply with the keyboard alone, and the public reads it': async (browser) => {
    const [ana, ben] = [await browser.console(0), await browser.console(1)];
    const words = complaint();
    const found = await complain(ana, words);
    const answer = unlike('Thank you for telling us. Please call 555-0100 and we will sort it out.');
    await found.focus();
    await ana.keyboard.press('c');
    await found.getByText('You have it').waitFor();
    await ana.keyboard.press('r');
    await until('the reply form has the focus', () => ana.locator('.compose textarea').evaluate((area) => area === document.activeElement));
    await ana.keyboard.type(answer);
    await ana.keyboard.press('Control+Enter');
    const conversation = ana.locator('.conversation', { hasText: words });
    await conversation.locator('.post.is-ours', { hasText: answer }).waitFor();
    await found.locator('.our-reply', { hasText: 'Published' }).waitFor();
    equal('what is left in the form', await ana.locator('.compose textarea').inputValue(), '');

    const seen = await card(ben, words);
    await seen.getByText(`With ${ana.who}`).waitFor();
    await seen.locator('.our-reply', { hasText: answer }).waitFor();

    const address = await conversation.locator('.post-time').first().getAttribute('href');
    const stranger = await browser.page(address);
    await stranger.locator('.post.is-ours', { hasText: answer }).waitFor();
  },

  'what calls for care waits for another person, who reads all of it and lets it out': async (browser) => {
    const [ana, cora] = [await browser.console(0), await browser.console(2)];
    const words = complaint();
    const found = await composing(ana, words);
    const area = ana.locator('.compose textarea');
    const first = unlike('Thank you for telling us. We are looking into it.');
    await area.fill(first);
    await ana.locator('.compose button[type=submit]').click();
    await ana.locator('.compose .form-problem', { hasText: 'Nothing is out yet' }).waitFor();
    equal('the words are kept', await area.inputValue(), first);
    await found.getByText('Draft waits for approval').waitFor();

    const request = cora.locator('.card.is-request', { hasText: first });
    await request.getByText(words).waitFor();
    await request.getByText('Public:').waitFor();
    await request.getByText('the case has moved up').waitFor();
    const better = unlike('Thank you for telling us. Please come to our desk.');
    await request.getByRole('button', { name: 'Change' }).click();
    equal('the form holds the draft', await cora.locator('#sheet textarea').inputValue(), first);
    await cora.locator('#sheet textarea').fill(better);
    await cora.locator('#sheet button[type=submit]').click();
    const hers = cora.locator('.card.is-request', { hasText: better });
    await hers.getByRole('button', { name: 'Approve' }).click();
    await cora.locator('.toast', { hasText: 'your own' }).waitFor();
    const conversation = ana.locator('.conversation', { hasText: words });
    equal('what is out', await conversation.locator('.post.is-ours').count(), 0);
    await hers.getByRole('button', { name: 'Decline' }).click();
    await cora.locator('#sheet textarea').fill('I will call them instead');
    await cora.locator('#sheet button[type=submit]').click();
    await found.getByText('Draft waits for approval').waitFor({ state: 'detached' });
    await area.fill(unlike('Thank you. Our desk can help.'));
    const last = await area.inputValue();
    await ana.locator('.compose button[type=submit]').click();
    await cora.locator('.card.is-request', { hasText: last }).getByRole('button', { name: 'Approve' }).click();
    await conversation.locator('.post.is-ours', { hasText: last }).waitFor();
  },

  'words that are being written go over no draft that came since': async (browser) => {
    const [ana, cora] = [await browser.console(0), await browser.console(2)];
    const words = complaint();
    const found = await composing(ana, words);
    const [area, problem] = [ana.locator('.compose textarea'), ana.locator('.compose .form-problem')];
    const send = () => ana.locator('.compose button[type=submit]').click();
    const first = unlike('Thank you for telling us. We are looking into it.');
    await area.fill(first);
    await send();
    await problem.filter({ hasText: 'Nothing is out yet' }).waitFor();
    const last = unlike('Thank you. Our desk can help.');
    await area.fill(last);
    const request = cora.locator('.card.is-request', { hasText: first });
    await request.getByRole('button', { name: 'Change' }).click();
    const hers = unlike('Please come to our desk.');
    await cora.locator('#sheet textarea').fill(hers);
    await cora.locator('#sheet button[type=submit]').click();
    await ana.locator('#thread .line-item', { hasText: hers }).waitFor();
    await send();
    await problem.filter({ hasText: 'was changed since you saw it' }).waitFor();
    equal('the words are kept', await area.inputValue(), last);
    await cora.locator('.card.is-request', { hasText: hers }).waitFor();
    await send();
    await problem.filter({ hasText: 'Nothing is out yet' }).waitFor();
    await cora.locator('.card.is-request', { hasText: last }).waitFor();
  },

  'two people claim at once and one has it': async (browser) => {
    const [ana, ben] = [await browser.console(0), await browser.console(1)];
    const words = complaint();
    const hers = await complain(ana, words);
    const his = await card(ben, words);
    await Promise.all([hers.focus(), his.focus()]);
    await Promise.all([ana.keyboard.press('c'), ben.keyboard.press('c')]);
    const mine = (article) => article.getByText('You have it').count();
    await until('somebody has it', async () => await mine(hers) + await mine(his) > 0);
    await until('the other is told', async () => await ana.locator('.toast').count() + await ben.locator('.toast').count() > 0);
    equal('how many have it', await mine(hers) + await mine(his), 1);
    const loser = await mine(hers) ? ben : ana;
    equal('the refusal names the holder', /is with/.test(await loser.locator('.toast').first().textContent()), true);
  },

  'hostile words do nothing': async (browser) => {
    const ana = await browser.console(0);
    const mark = unlike('hostile');
    const attack = `${mark} Billing sent me a wrong invoice again <img src=x onerror="document.title='owned'"><script>window.owned=1</script> ` +
      '<style>*{display:none}</style> javascript:alert(1) \u202Egnp.exe\u202C {{7*7}} ${7*7} <!channel> @everyone Z\u0301\u0301\u0301\u0301';
    const found = await complain(ana, attack, undefined, mark);
    await found.focus();
    await ana.keyboard.press('Enter');
    await ana.locator('#thread .quote', { hasText: mark }).waitFor();
    equal('words are words', (await found.locator('.quote').textContent()).includes('<img src=x'), true);
    equal('elements made of words', await ana.locator('img[src="x"], .quote *, .post-text *, .handle *').count(), 0);
    equal('a script ran', await ana.evaluate(() => window.owned === 1 || document.title === 'owned'), false);
    const stranger = await browser.page('/sandbox');
    await stranger.locator('.post-text', { hasText: mark }).first().waitFor();
    equal('a script ran in public', await stranger.evaluate(() => window.owned === 1 || document.title === 'owned'), false);
  },

  'what is half typed outlives a redraw and a reload': async (browser) => {
    const [ana, ben] = [await browser.console(0), await browser.console(1)];
    const words = complaint();
    const found = await complain(ana, words);
    const number = await found.getAttribute('data-number');
    await found.focus();
    await ana.keyboard.press('r');
    await ana.keyboard.type('Half of a sent');
    await ben.locator('#line-input').fill(`/case tag ${number} callback`);
    await ben.locator('#line-input').press('Enter');
    await found.locator('.tag', { hasText: 'callback' }).waitFor();
    const area = ana.locator('.compose textarea');
    equal('the focus', await area.evaluate((element) => element === document.activeElement), true);
    await ana.keyboard.type('ence');
    equal('the words', await area.inputValue(), 'Half of a sentence');
    await ana.reload();
    await (await card(ana, words)).focus();
    await ana.keyboard.press('r');
    equal('the words after a reload', await area.inputValue(), 'Half of a sentence');
  },

  'a reply that is too long can’t be sent, and a note does not look like one': async (browser) => {
    const ana = await browser.console(0);
    const found = await complain(ana, complaint());
    await found.focus();
    await ana.keyboard.press('r');
    const area = ana.locator('.compose textarea');
    const send = ana.locator('.compose button[type=submit]');
    await area.fill('👩‍👩‍👧‍👦'.repeat(20));
    await ana.locator('.count-line', { hasText: /^20 \/ 280/ }).waitFor();
    equal('may be sent', await send.isEnabled(), true);
    await area.fill('x'.repeat(281));
    await ana.locator('.count-line', { hasText: '1 character too long' }).waitFor();
    equal('may be sent', await send.isEnabled(), false);
    await ana.getByRole('button', { name: 'Internal note' }).click();
    await ana.getByText('Only colleagues see this.').waitFor();
    equal('the note’s button', await send.textContent(), 'Add note');
  },

  'an answer that fits is one press away, and what was written stays': async (browser) => {
    const ana = await browser.console(0);
    const found = await complain(ana, complaint());
    await found.focus();
    await ana.keyboard.press('r');
    const area = ana.locator('.compose textarea');
    const first = ana.locator('.fitting button').first();
    await first.waitFor();
    const offered = await first.getAttribute('title');
    await first.click();
    equal('the field', await area.inputValue(), offered);
    await area.fill('Dear visitor,');
    await first.click();
    equal('the field', await area.inputValue(), `Dear visitor,\n${offered}`);
    await ana.getByRole('button', { name: 'Internal note' }).click();
    equal('offered in a note', await ana.locator('.fittings').isHidden(), true);
    equal('the note', await area.inputValue(), '');
  },

  'the command line completes, remembers and answers only the person': async (browser) => {
    const [ana, ben] = [await browser.console(0), await browser.console(1)];
    const line = ana.locator('#line-input');
    await ana.keyboard.press('/');
    await ana.keyboard.type('/desk hel');
    await ana.keyboard.press('Tab');
    equal('completed', await line.inputValue(), '/desk help ');
    await ana.keyboard.press('Enter');
    await ana.locator('.answer', { hasText: 'Only you see this' }).waitFor();
    equal('others see it', await ben.locator('.answer').count(), 0);
    await line.press('ArrowUp');
    equal('remembered', await line.inputValue(), '/desk help');
    await line.fill('clame 1');
    await line.press('Enter');
    await ana.locator('.answer.is-refused', { hasText: 'claim' }).waitFor();
  },

  'it says when the line is lost, and comes back by itself': async (browser) => {
    const ana = await browser.console(0);
    await ana.context().setOffline(true);
    await ana.locator('#line', { hasText: 'Offline' }).waitFor();
    const other = await browser.console(1);
    const words = complaint();
    await complain(other, words);
    await ana.context().setOffline(false);
    await ana.locator('#line', { hasText: 'Live' }).waitFor();
    await card(ana, words);
  },

  'a phone shows everything without scrolling sideways': async (browser) => {
    const ana = await browser.console(0, PHONE);
    equal('cards', await sidewaysScroll(ana), 0);
    await ana.locator('#cards article .quote').first().click();
    await ana.locator('#thread .thread-post').waitFor();
    equal('thread', await sidewaysScroll(ana), 0);
    await ana.getByRole('button', { name: 'Close the case' }).click();
    await ana.locator('.topbar [data-view=public]').click();
    await ana.locator('.conversation').first().waitFor();
    equal('public', await sidewaysScroll(ana), 0);
    await ana.locator('#menu').click();
    await ana.locator('#you').waitFor();
    equal('drawer', await sidewaysScroll(ana), 0);
    const stranger = await browser.page('/sandbox', PHONE);
    await stranger.locator('.conversation').first().waitFor();
    equal('sandbox', await sidewaysScroll(stranger), 0);
  },
};
