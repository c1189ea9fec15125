// throws-oddities <what> <thrown|rejected>: an error that nobody catches, and that throws when it is looked at, beside an open capture.
import { captureSignals } from 'capture-signals';

function withGetter(name: string): Error {
  return Object.defineProperty(new Error('odd'), name, {
    get() {
      throw new Error('a getter');
    },
  });
}

function cyclic(): Error {
  const error = Object.assign(new Error('odd'), { name: 'SuppressedError' }) as Error & { error: unknown; suppressed: unknown };
  error.error = error.suppressed = error;
  return error;
}

const errors: Record<string, () => unknown> = {
  'a getter of name': () => withGetter('name'),
  'a getter of code': () => withGetter('code'),
  'a getter of signal': () => withGetter('signal'),
  'a getter of cause': () => withGetter('cause'),
  'a cycle': cyclic,
  'a frozen one': () => Object.freeze(new Error('odd')),
};
const [what, how] = process.argv.slice(2);

process.on('exit', (code) => console.log(`exit ${code}`));
const scope = captureSignals();
scope.abort(new Error('another reason'));
const error = errors[what!]!();
if (how === 'rejected') void Promise.reject(error);
else setTimeout(() => {
  throw error;
});
