import { type EventEmitter, once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { text } from 'node:stream/consumers';
import { type Outcome, outcomeOf, outcomeOfError, TIMEOUT_MS } from '../outcomes.ts';
import { type Assignment, askOn, bodyOf, methodOf, times } from './client.ts';

/** Sessions of `node:http2` with some streams at a time on each. */
export async function nodeHttp2(assignment: Assignment): Promise<void> {
  await Promise.all(times(3, () => session(assignment)));
}

async function session(assignment: Assignment): Promise<void> {
  let session: Promise<ClientHttp2Session> | undefined;
  const used = new WeakSet<ClientHttp2Session>();
  await Promise.all(times(4, () => askOn(assignment, 'http2', ask)));
  await session?.then((open) => open.close(), () => {});

  async function ask(id: string): Promise<Outcome> {
    for (;;) {
      let open: ClientHttp2Session | undefined;
      let hasBegun = false;
      const isFirst = session === undefined;
      let stream: ClientHttp2Stream | undefined;
      try {
        open = await (session ??= connected());
        const method = methodOf(0.5);
        stream = open.request({ ':path': `/${id}`, ':method': method });
        stream.setTimeout(TIMEOUT_MS, () => stream!.destroy(new Error('timeout')));
        stream.end(bodyOf(method));
        const [headers] = await sooner<{ ':status': number }>(stream, 'response');
        hasBegun = true;
        const outcome = outcomeOf(headers[':status'], await text(stream), undefined);
        used.add(open);
        return outcome;
      } catch (error) {
        if (hasBegun) return 'cut short';
        // Another has tried to connect, and tells.
        if (open === undefined && !isFirst) continue;
        // The session had been told to go away: nothing was sent.
        if (/GOAWAY_SESSION|INVALID_SESSION/.test((error as NodeJS.ErrnoException).code ?? '')) continue;
        if (stream?.rstCode === constants.NGHTTP2_REFUSED_STREAM) return 'not accepted';
        return outcomeOfError(error, open !== undefined && used.has(open));
      }
    }
  }

  async function connected(): Promise<ClientHttp2Session> {
    const opening = connect(`https://127.0.0.1:${assignment.port}`, { rejectUnauthorized: false });
    const forget = () => (session = undefined);
    opening.on('error', forget).on('goaway', forget).on('close', forget);
    await sooner(opening, 'connect');
    return opening;
  }
}

/** Streams and sessions may close without an error and without having begun. */
async function sooner<T>(emitter: EventEmitter, event: string): Promise<[T]> {
  const closed = new AbortController();
  emitter.once('close', () => closed.abort());
  return (await once(emitter, event, { signal: closed.signal })) as [T];
}
