// Pictures for people to look at: wide, narrow, dark.

import { PHONE, WIDE } from './browser.js';

const DARK = { colorScheme: 'dark' };

async function reply(page) {
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.locator('#thread').waitFor();
  await page.keyboard.type('Thank you for telling us.');
}

const pictures = {
  wide: [WIDE],
  'wide-reply': [WIDE, reply],
  'wide-dark': [{ ...WIDE, ...DARK }, reply],
  narrow: [PHONE],
  'narrow-reply': [PHONE, reply],
  'narrow-dark': [{ ...PHONE, ...DARK }],
  'narrow-public': [PHONE, (page) => page.locator('.topbar [data-view=public]').click()],
};

export async function screenshots(browser, folder) {
  for (const [name, [options, prepare]] of Object.entries(pictures)) {
    const page = await browser.console(0, options);
    await prepare?.(page);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/${name}.png` });
    await browser.closePages();
  }
}
