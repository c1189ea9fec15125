// winston <way>: a logger, also one that listens to uncaught exceptions and exits on one.
import { findInterrupt, raiseSignal } from 'capture-signals';
import winston from 'winston';
import { way, work } from './support.ts';

const logger = winston.createLogger({
  transports: [new winston.transports.Console(way === 'plain' ? {} : { handleExceptions: true, handleRejections: true })],
});
logger.info('working');
if (way !== 'handleExceptions, raiseSignal') await work();
else await work().catch((error) => {
  const interrupt = findInterrupt(error);
  if (!interrupt) throw error;
  raiseSignal(interrupt.signal);
});
