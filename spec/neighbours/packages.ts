import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { start } from '../support/process.ts';

type Row = readonly [title: string, code: number | null, signal: NodeJS.Signals | null, stdout: string];

const ROWS: Record<string, Row> = {
  'nothing': ['beside none, dies by the signal', null, 'SIGTERM', 'told\ncleaned up\nexit 143\n'],
  'ora': ['has its cleanup, and dies by the signal', null, 'SIGTERM', 'told\ncleaned up\nexit 143\n'],
  'signal-exit': ['has its cleanup, runs its callback last, and dies by the signal', null, 'SIGTERM', 'told\ncleaned up\nexit 143\nsignal-exit null SIGTERM\n'],
  'execa': ['has its cleanup, and dies by the signal; execa brings signal-exit along', null, 'SIGTERM', 'told\ncleaned up\nexit 143\n'],
  'exit-hook': ['is told, but exit-hook exits at once', 143, null, 'told\nexit-hook 143\nexit 143\n'],
  'close-with-grace': ['is told, but close-with-grace exits when its own callback is done', 0, null, 'told\nclose-with-grace SIGTERM\nexit 0\n'],
};

describe('A scope beside', () => {
  for (const [name, [title, code, signal, stdout]] of Object.entries(ROWS)) {
    it(`${name} ${title}`, async () => {
      await using child = await start(fileURLToPath(new URL('beside.ts', import.meta.url)), { args: [name] });
      child.send('SIGTERM');
      const { stderr: _, ...ended } = await child.ended;
      expect(ended).to.deep.equal({ code, signal, stdout });
    });
  }
});
