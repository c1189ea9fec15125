/**
 * Puppeteer listens for signals itself: on Ctrl-C it kills the browser and calls `process.exit(130)`, whatever the program still has to clean up.
 *
 *     npm install puppeteer-core
 *     node examples/traps/puppeteer.mjs wrong https://example.org
 *     node examples/traps/puppeteer.mjs right https://example.org --no-sandbox # for root, who cannot use the sandbox
 */
import { captureSignals } from 'capture-signals';
import puppeteer from 'puppeteer-core';

const [way, url, ...args] = process.argv.slice(2);
const executablePath = '/usr/bin/chromium';

async function wrong(shutdown) {
  const browser = await puppeteer.launch({ executablePath, args });
  shutdown.defer(() => browser.close(), 'browser');
  const page = await browser.newPage();
  await page.goto(url);
}

async function right(shutdown) {
  const browser = await puppeteer.launch({ executablePath, args, pipe: true, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  shutdown.defer(() => browser.close(), 'browser');
  const page = await shutdown.race(browser.newPage());
  await shutdown.race(page.goto(url));
}

await captureSignals(undefined, { graceMs: 10_000 }).run(async (shutdown) => {
  shutdown.defer(() => console.log('Cleaned up'));
  await (way === 'wrong' ? wrong(shutdown) : right(shutdown));
});
