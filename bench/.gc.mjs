import { start } from './support/children.js';
for (const kind of ['bare', 'drain']) {
  const server = start('serving', [kind], { nodeArgs: ['--expose-gc', '--trace-gc-nvp', '--single-threaded-gc'] });
  const client = start('asking', [await server.line('port'), 5000, +(process.argv[2] ?? 1000), +(process.env.SECS ?? 5)]);
  await client.line('connected'); server.stdin.write('\n'); await server.line('used'); const skip = 0;
  client.stdin.write('\n'); const c = (await client.ended).stdout.split('\n').at(-2); server.stdin.end('\n'); const { stdout } = await server.ended;
  const after = stdout.slice(stdout.indexOf('used ')); const lines = after.split('\n').filter((l) => /gc=s /.test(l));
  const sum = (k) => lines.reduce((t, l) => t + Number(new RegExp(`\\b${k.replace(/\./g, '\\.')}=([\\d.]+)`).exec(l)?.[1] ?? 0), 0);
  console.log(kind, c, 'scavenges', lines.length, Object.fromEntries(['pause', 'scavenge', 'scavenge.roots', 'scavenge.weak', 'scavenge.weak_global_handles.identify', 'scavenge.weak_global_handles.process', 'scavenge.parallel', 'scavenge.update_refs', 'heap.external.weak_global_handles','heap.external_weak_global_handles','heap.external.prologue','heap.external.epilogue','promoted', 'new_space_survived', 'nodes_died_in_new', 'nodes_copied_in_new', 'nodes_promoted', 'allocated'].map((k) => [k, Math.round(sum(k) * 100) / 100])));
  if (process.argv[3]) console.log(lines.at(-2));
}
