/**
 * The requests that the program may still be ending by: until it opens a scope while nobody is being interrupted, which shows that it has gone on.
 * An error that is an interrupt in other words is that of one of these.
 */
import { MOCK, mocked, type Mock } from '../process/mock.ts';
import type { InterruptError } from './interrupt-error.ts';
import type { SignalName } from './names.ts';

export interface Unspent {
  readonly signal: SignalName;
  /** Whose it is, if a mock's. */
  readonly mock: Mock | undefined;
  readonly error: InterruptError;
  /** A scope that it has interrupted is open. */
  readonly isInterrupting: boolean;
  readonly hasInterrupted: boolean;
}

/** Those that interrupt somebody, and the last of each signal, a mock's and the system's, the newest last. */
const unspent = new Set<Unspent>();

export function noteUnspent(request: Unspent): void {
  for (const older of unspent) {
    if (older === request || (!older.isInterrupting && older.signal === request.signal && older.mock === request.mock)) unspent.delete(older);
  }
  unspent.add(request);
}

/** The newest request by this signal, or the newest of all that have interrupted a scope; a mock's as well. */
export function unspentRequest(signal?: SignalName): Unspent | undefined {
  return [...unspent].findLast((request) => (signal === undefined ? request.hasInterrupted : request.signal === signal));
}

/** The same when that interrupts nobody any more. */
export function overRequest(): Unspent | undefined {
  const request = unspent.size === 0 ? undefined : unspentRequest();
  return request?.isInterrupting ? undefined : request;
}

/** The mock that an interrupt is of, also when that has gone. What the program has made itself is of the one that is there. */
export function mockOf(error: InterruptError): Mock | undefined {
  for (const request of unspent) if (request.error === error) return request.mock;
  return (error as { [MOCK]?: Mock })[MOCK] ?? mocked();
}

/** A scope opens. When nobody is being interrupted, the program has gone on after all that was before. */
export function forgetSpentRequests(mock: Mock | undefined): void {
  for (const request of unspent) if (request.mock === mock && request.isInterrupting) return;
  for (const request of unspent) if (request.mock === mock) unspent.delete(request);
}

/** Those of a mock that has gone. */
export function forgetUnspentOfMocks(): void {
  for (const request of unspent) if (request.mock) unspent.delete(request);
}
