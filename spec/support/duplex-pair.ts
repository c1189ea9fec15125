import { Duplex } from 'node:stream';

/** Two ends of a stream in memory; what is written to one is read from the other. */
export default function duplexPair(): [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex =>
    new Duplex({
      read() {},
      write(chunk, _, callback) {
        other().push(chunk);
        callback();
      },
      final(callback) {
        other().push(null);
        callback();
      },
    });
  const one = make(() => two);
  const two: Duplex = make(() => one);
  return [one, two];
}
