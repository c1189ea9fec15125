// puppeteer-core <way>: a page that does not come. It listens to SIGINT, SIGTERM and SIGHUP itself, and closes the browser.
import { captureSignals } from 'capture-signals';
import puppeteer from 'puppeteer-core';
import { cleanup, ready, slowServer, way } from './support.ts';

const quietly = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

await using server = await slowServer();
await using shutdown = captureSignals();
await using browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'], // root cannot have one
  pipe: true, // at whose end the browser ends: it never outlives a program that is killed
  ...(way === 'plain' ? {} : quietly),
});
await using _ = cleanup();
const page = await browser.newPage();
const ways: Record<string, () => Promise<unknown>> = {
  'plain': () => page.goto(server.url),
  'handleSIGINT: false, race': () => shutdown.race(page.goto(server.url)),
  'handleSIGINT: false, signal'() {
    ready();
    return page.waitForNavigation({ signal: shutdown.signal });
  },
};
await ways[way]!();
