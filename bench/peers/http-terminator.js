// Drains an HTTP server; it does not listen to signals.
import { createHttpTerminator } from 'http-terminator';

export const kind = 'drain';

export const drain = (server) => {
  const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: 10_000 });
  return () => terminator.terminate();
};
