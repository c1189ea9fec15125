import { setMaxListeners } from './builtins.ts';
import { tolerant } from './tolerant.ts';

/** As it was when the package was loaded: a DOM that a test installs later brings its own. */
const Controller = AbortController;

/** Its signal may have a listener for each running operation, without a warning. A DOM's signal has no limit, and is not one of the runtime's. */
export function makeController(): AbortController {
  const controller = new Controller();
  lift(controller.signal);
  return controller;
}

const lift = tolerant((signal: AbortSignal) => setMaxListeners(0, signal), undefined);
