// open-close.js <peer> <count> <rounds> <way>: opening and closing `count` at a time, in turns with the naive baseline.
// <way> is `sync`: what the caller's own turn pays; `touched`: the same, having asked for the AbortSignal, which closing aborts (the
// baseline aborts it too); or `settled`: until the closing has settled, where the baseline waits for two turns of the loop as well.
import { setImmediate as turn } from 'node:timers/promises';
import { interleave } from '../support/interleave.js';
import { loadPeer } from '../support/peers.js';

const [name, countText, roundsText, way] = process.argv.slice(2);
const count = Number(countText);
process.setMaxListeners(0);

/** The tasks of one peer: the newest is closed first, as scopes do. */
function task({ listen: { open, close: plainClose, closeAborting = plainClose, signalOf } }) {
  const close = way === 'touched' ? closeAborting : plainClose;
  const handles = new Array(count);
  let closings = [];
  const openAndClose = () => {
    for (let i = 0; i < count; i++) {
      handles[i] = open('SIGUSR2');
      if (way === 'touched') signalOf(handles[i]);
    }
    closings = [];
    for (let i = count - 1; i >= 0; i--) closings.push(close(handles[i]));
  };
  const settled = async () => {
    if (closings[0] === undefined) {
      await turn();
      await turn();
    } else {
      await Promise.all(closings);
    }
  };
  // The loop turns for both, also where that is not measured: what runs after a turn finds colder caches.
  if (way !== 'settled') return { fn: openAndClose, afterEach: settled };
  return {
    fn: async () => {
      openAndClose();
      await settled();
    },
  };
}

const naive = await loadPeer('naive');
const peer = await loadPeer(name);
// One more stays open all the while, unless it is about one alone.
if (count > 1) for (const each of [naive, peer]) if (!each.listen.onlyOne) each.listen.open('SIGUSR2');
const result = await interleave({ naive: task(naive), peer: task(peer) }, { rounds: Number(roundsText), per: count });
process.stdout.write(JSON.stringify(result), () => process.exit(0));
