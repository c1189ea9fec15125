import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installFromDebian } from '../../support/debian.ts';
import { Child } from '../../support/process.ts';
import { isListening } from './listening.ts';

/** Where Debian has it, for who does not have this in the path. */
const env = { PATH: `${process.env['PATH']}:/usr/sbin` };

/** Installs it where it is missing, if it may. */
export function nginxVersion(): string | undefined {
  return version() ?? (installFromDebian('nginx-light') === undefined ? version() : undefined);
}

function version(): string | undefined {
  try {
    return /\d+\.\d+\.\d+/.exec(execFileSync('sh', ['-c', 'nginx -v 2>&1'], { env: { ...process.env, ...env }, encoding: 'utf8' }))?.[0];
  } catch {
    return undefined;
  }
}

/**
 * In front of instances of the service, with connections to them that it keeps. It asks nobody else when one fails: what it would hide is
 * counted. Behind 502 a header tells whether it was connected: the time that took, or `-`.
 */
const configuration = (folder: string, port: number, instances: readonly number[]): string => `
${process.getuid!() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr debug_http;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000;
  upstream service {
    ${instances.map((instance) => `server 127.0.0.1:${instance} max_fails=0;`).join(' ')}
    keepalive 64;
    keepalive_requests 1000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream off;
      proxy_ignore_client_abort on;
      add_header X-Connected $upstream_connect_time always;
    }
  }
}
`;

/** Of what nginx logs: whether it makes a connection for a request (-2) or has one (-4), what has failed there, and why it does not start. */
const TELLING = 'http upstream connect: -|recv\\(\\) failed|writev\\(\\) failed|prematurely closed|\\[(emerg|alert)\\]';

export async function startNginx(parent: string, port: number, instances: readonly number[]): Promise<Child> {
  const folder = join(parent, `nginx-${port}`);
  mkdirSync(folder);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, instances));
  const nginx = new Child(['sh', '-c', 'nginx -e stderr -p "$0" -c "$1" 2>&1 | grep -E --line-buffered "$2"', folder, file, TELLING], { env });
  for (let tries = 0; !(await isListening(port)); tries++) {
    if (nginx.hasExited || tries > 200) throw new Error(`nginx does not listen: ${(nginx.kill(), await nginx.ended).stdout}`);
    await setTimeout(25);
  }
  return nginx;
}

/** The requests that have failed where nginx had been connected, by their id: whether it had used the connection before. */
export function failedBehind({ output }: Child): Map<string, boolean> {
  const isReused = new Map<string, boolean>();
  const failed = new Map<string, boolean>();
  for (const line of output.stdout.split('\n')) {
    const number = / \*(\d+) /.exec(line)?.[1];
    if (number === undefined) continue;
    const connect = /http upstream connect: (-\d)/.exec(line)?.[1];
    const id = /request: "\w+ \/(\S+) /.exec(line)?.[1];
    if (connect !== undefined) isReused.set(number, connect === '-4');
    else if (id !== undefined) failed.set(id, isReused.get(number) ?? true);
  }
  return failed;
}
