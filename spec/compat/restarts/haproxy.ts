import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installFromDebian } from '../../support/debian.ts';
import { Child } from '../../support/process.ts';
import { isListening } from './listening.ts';
import type { Way } from './ways.ts';

/** Where Debian has it, for who does not have this in the path. */
const env = { PATH: `${process.env['PATH']}:/usr/sbin` };

/** Installs it where it is missing, if it may. */
export function haproxyVersion(): string | undefined {
  return version() ?? (installFromDebian('haproxy') === undefined ? version() : undefined);
}

function version(): string | undefined {
  try {
    return /\d+\.\d+\.\d+/.exec(execFileSync('haproxy', ['-v'], { env: { ...process.env, ...env }, encoding: 'utf8' }))?.[0];
  } catch {
    return undefined;
  }
}

/** Two failed checks are within the delay of the service, `DELAY_MS`, more than twice. */
const CHECK = 'check inter 200 fall 2 rise 1';

/**
 * In front of instances of the service, with connections to them that it keeps. It asks nobody else when one fails: what it would hide is counted. A header
 * tells those that were not connected.
 */
const configuration = (port: number, instances: readonly number[], { protocol, isChecked }: Way): string => `
global
  log stderr format raw local0 alert
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  retries 0
  http-reuse always
frontend clients
  bind 127.0.0.1:${port}
  http-after-response set-header X-Connected - if { status 503 }
  default_backend service
backend service
  ${isChecked ? `option httpchk
  http-check send meth GET uri /ready ver HTTP/1.1 hdr Host x
  http-check expect status 200` : ''}
  ${instances.map((instance, i) => `server s${i} 127.0.0.1:${instance} ${protocol === 'h2c' ? 'proto h2' : ''} ${isChecked ? CHECK : ''}`).join('\n  ')}
`;

export async function startHaproxy(parent: string, port: number, instances: readonly number[], way: Way): Promise<Child> {
  const folder = join(parent, `haproxy-${port}`);
  mkdirSync(folder);
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, instances, way));
  const haproxy = new Child(['haproxy', '-db', '-f', file], { env });
  for (let tries = 0; !(await isListening(port)); tries++) {
    if (haproxy.hasExited || tries > 200) throw new Error(`haproxy does not listen: ${(haproxy.kill(), await haproxy.ended).stderr}`);
    await setTimeout(25);
  }
  return haproxy;
}
