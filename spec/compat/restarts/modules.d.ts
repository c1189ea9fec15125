/** What the suite uses of packages that are installed for it alone: the rest of the repository is checked without them. */

declare module 'undici' {
  import type { Readable } from 'node:stream';

  interface Answer {
    statusCode: number;
    headers: Record<string, string | string[] | undefined>;
    body: Readable & { text(): Promise<string> };
  }

  export class Pool {
    constructor(origin: string, options: { connections: number; pipelining: number; headersTimeout: number; bodyTimeout: number; connect: { rejectUnauthorized: boolean } });
    request(options: { path: string; method: 'GET' | 'POST'; body?: string | null }): Promise<Answer>;
    close(): Promise<void>;
  }
}

declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  interface Client extends EventEmitter {
    /** The connection of the moment. */
    conn: Socket;
    destroy(): void;
  }

  interface Request {
    method?: 'GET' | 'POST';
    path?: string;
    body?: string;
    setupRequest?(request: Request): Request;
  }

  interface Options {
    url: string;
    connections: number;
    duration: number;
    timeout: number;
    sampleInt: number;
    requests: Request[];
    setupClient(client: Client): void;
    verifyBody(body: string): boolean;
  }

  export default function autocannon(options: Options): Promise<{ errors: number; timeouts: number; mismatches: number }>;
}

declare module 'http-terminator' {
  import type { Server } from 'node:net';

  export function createHttpTerminator(options: { server: Server }): { terminate(): Promise<void> };
}

declare module 'stoppable' {
  import type { Server } from 'node:net';

  export default function stoppable(server: Server): { stop(): void };
}
