import { once } from 'node:events';
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
      let stream: ClientHttp2Stream | undefined;
      try {
        open = await (session ??= connected());
        const method = methodOf(0.5);
        stream = open.request({ ':path': `/${id}`, ':method': method });
        stream.setTimeout(TIMEOUT_MS, () => stream!.destroy(new Error('timeout')));
        stream.end(bodyOf(method));
        const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
        hasBegun = true;
        const outcome = outcomeOf(headers[':status'], await text(stream), undefined);
        used.add(open);
        return outcome;
      } catch (error) {
        if (hasBegun) return 'cut short';
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
    await once(opening, 'connect');
    return opening;
  }
}
