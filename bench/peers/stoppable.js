// Drains an HTTP server; it does not listen to signals. Terminus drains with it.
import stoppable from 'stoppable';

export const kind = 'drain';

export const drain = (server) => {
  stoppable(server);
  return () => new Promise((resolve) => server.stop(resolve));
};
