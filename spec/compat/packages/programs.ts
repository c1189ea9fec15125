/**
 * How a program is told to end: SIGINT to its whole process group, as the key of a terminal sends it, or to it alone; SIGTERM to it alone; the key itself in a
 * pseudo-terminal; SIGTERM there; the terminal closed; or the key for a pipeline, whose reader, which the way names, dies of it, too. Or by nobody: the work is
 * aborted by the program itself, or a child fails by itself.
 */
export type Told = 'nobody' | 'SIGINT' | 'SIGINT alone' | 'SIGTERM' | 'Ctrl-C' | 'SIGTERM in a terminal' | 'a closed terminal' | 'Ctrl-C on a pipeline';

/**
 * One program, told in one way. It is tried on each runtime. What is not given is as the contract has it: the cleanup is complete, the process dies by the signal, nothing is
 * printed; where nobody has told it, it ends by its own error. Nothing is ever left running, and a terminal neither in raw mode nor without its cursor.
 */
export interface Program {
  package: string;
  program: string;
  way?: string;
  told: Told;
  /** A command that it runs, of Debian's package of that name, which may not be had. */
  needs?: string;
  /** Which signal it dies of, or `code 0`. */
  ends?: string;
  /** All that it logs, line by line, as patterns. */
  log?: readonly string[];
  /** All that is printed. */
  prints?: RegExp;
  /** What a terminal shows when a key can be pressed: the program waits for it in raw mode. */
  shows?: RegExp;
}

const signalOf: Record<Exclude<Told, 'nobody'>, 'SIGINT' | 'SIGTERM' | 'SIGHUP'> = {
  'SIGINT': 'SIGINT',
  'SIGINT alone': 'SIGINT',
  'SIGTERM': 'SIGTERM',
  'Ctrl-C': 'SIGINT',
  'SIGTERM in a terminal': 'SIGTERM',
  'a closed terminal': 'SIGHUP',
  'Ctrl-C on a pipeline': 'SIGINT',
};
const endOf = (told: Told) => told === 'nobody' ? 'code 1' : signalOf[told];
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

const CLEANUP = ['cleanup begins', 'cleanup ends'];

/** The client may hear it a little later than the server knows. */
const answered = (text: string) => [`(answered ${text}\ncleanup begins|cleanup begins\nanswered ${text})`, 'cleanup ends', 'exit 0'];

export function rightAnswer({ told, ends = endOf(told), log, prints = told === 'nobody' ? /Error/ : /^$/ }: Program): { ends: string; log: readonly string[]; prints: RegExp } {
  const code = /^code (\d+)/.exec(ends)?.[1] ?? exitCodes[ends as keyof typeof exitCodes];
  return { ends, log: log ?? [...CLEANUP, `exit ${code}`], prints };
}

export const titleOf = ({ program, way, told }: Program) => `${[program, ...(way ? [way] : [])].join(': ')}, ${told}`;

const each = (cell: Omit<Program, 'way' | 'told'>, ways: readonly string[], told: readonly Told[] = ['SIGTERM']): Program[] =>
  ways.flatMap((way) => told.map((told) => ({ ...cell, way, told })));

const named = (name: string) => ({ package: name, program: name });
/** Scopes without which the name of the package says too little. */
const TELLING = /^(actions|clack|inquirer|modelcontextprotocol|oclif|redis|sentry)\//;
const scoped = (name: string) => ({ package: name, program: name.replace(/^@/, '').replace(TELLING, '$1-').replace(/^.*\//, '') });

/** Logs nothing itself: its cleanup shows on the terminal. */
const EXAMPLE = {
  package: '@inquirer/prompts', program: 'inquirer-example', shows: /Project name/, prints: /^\? Project name\nThe template is removed\n$/,
};

const spinner = (text: string) => new RegExp(`^([⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] ${text}\\s*)*$`);

export const programs: readonly Program[] = [
  { package: 'stdout', program: 'stdout', told: 'SIGINT', prints: /^(working\n)+(cleaning up\n){5}cleaned up\n$/ },
  ...each({ package: 'stdout', program: 'stdout', prints: /^(working\n)*(cleaning up\n)*$/ }, ['cat', 'tee /dev/null', 'grep .'], ['Ctrl-C on a pipeline']),
  { package: 'stdout', program: 'stdout', told: 'a closed terminal', prints: /^(working\n)+$/ },

  ...each({ ...named('ora'), prints: spinner('Working') }, ['spinning', 'discardStdin: false'], ['Ctrl-C', 'SIGTERM in a terminal', 'a closed terminal']),
  ...each({ ...named('ora'), prints: /Working\n$/ }, ['succeeded'], ['Ctrl-C', 'a closed terminal']),
  { ...named('ora'), way: 'spinning', told: 'SIGTERM', prints: /^- Working\n$/ },
  ...each({ ...named('listr2'), prints: /^❯ Working\n✖ Working \[FAILED: The operation was aborted\]\n$/ }, ['plain', 'registerSignalListeners: false'], ['SIGINT', 'SIGTERM']),
  ...each({ ...named('listr2'), prints: /^◼ Working\n([⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Working\n)*✖ Working\n(✖ The operation was aborted\n){2}$/ }, ['registerSignalListeners: false'], ['Ctrl-C', 'SIGTERM in a terminal']),
  ...each({ ...scoped('@clack/prompts'), prints: /│\n■  Canceled\n$/ }, ['spinner', 'spinner, setRawMode(false)'], ['Ctrl-C']),
  { ...scoped('@clack/prompts'), way: 'spinner', told: 'SIGTERM', prints: /│\n■  Canceled\n$/ },

  ...each({ ...scoped('@inquirer/prompts'), shows: /Name/, prints: /^\? Name\n$/ }, ['plain', 'abort'], ['Ctrl-C', 'SIGTERM in a terminal']),
  { ...scoped('@inquirer/prompts'), way: 'plain', told: 'a closed terminal', shows: /Name/, prints: /^\? Name$/ },
  { ...EXAMPLE, told: 'Ctrl-C', log: ['exit 130'] },
  { ...EXAMPLE, told: 'SIGTERM in a terminal', log: ['exit 143'] },
  ...each({ ...scoped('@clack/prompts'), shows: /Name/, prints: /^│\n◆  Name\n│  _\n└\n(■  Name\n│\n)?\n$/ }, ['text', 'text, abort'], ['Ctrl-C']),
  { ...scoped('@clack/prompts'), way: 'text, abort', told: 'SIGTERM in a terminal', shows: /Name/, prints: /^│\n◆  Name\n│  _\n└\n\n$/ },
  ...each({ ...named('prompts'), shows: /Name/, prints: /^\? Name › (✖ Name … \n)?$/ }, ['plain', 'abort'], ['Ctrl-C', 'SIGTERM in a terminal']),

  ...each({ package: 'node:child_process', program: 'child-process' }, ['exec', 'execFile', 'execFile, signal', 'execSync', 'execFileSync', 'spawn'], ['SIGINT']),
  ...each(named('execa'), ['plain', 'cancelSignal', 'inherit', 'sync'], ['SIGINT']),
  ...each(named('execa'), ['cancelSignal'], ['SIGINT alone', 'SIGTERM']),
  ...each(named('execa'), ['answers 130', 'inherit, answers 130'], ['SIGINT', 'nobody']),
  ...each(named('zx'), ['plain', 'signal', 'sync'], ['SIGINT']),
  ...each(named('zx'), ['signal'], ['SIGINT alone', 'SIGTERM']),
  ...each(named('tinyexec'), ['throwOnError', 'throwOnError, signal', 'checkpoint after it'], ['SIGINT']),
  { ...named('tinyexec'), way: 'plain', told: 'SIGINT', log: ['goes on', ...CLEANUP, 'exit 130'] },
  ...each(named('tinyexec'), ['throwOnError, signal']),
  ...each(named('tinyexec'), ['throwOnError, signal', 'throwOnError, signal, throwIfAborted'], ['SIGINT alone']),
  ...each(named('tinyexec'), ['throwOnError, answers 130', 'throwOnError, inherit, answers 130'], ['SIGINT', 'nobody']),
  ...each(named('nano-spawn'), ['plain', 'signal'], ['SIGINT']),
  ...each(named('nano-spawn'), ['signal'], ['SIGINT alone', 'SIGTERM']),
  ...each(named('nano-spawn'), ['inherit, answers 130'], ['SIGINT', 'nobody']),
  ...each(scoped('@actions/exec'), ['plain', 'checkpoint after it'], ['SIGINT']),
  ...each(scoped('@actions/exec'), ['checkpoint after it'], ['nobody']),

  ...each({ package: 'node:http, node:stream', program: 'http' }, ['get', 'get, body', 'get, pipeline', 'Readable.forEach', 'Readable.map', 'pipeline through a function']),
  ...each(named('axios'), ['get', 'get, body', 'get, adapter fetch', 'download']),
  ...each(named('node-fetch'), ['fetch', 'json', 'download']),
  ...each(named('got'), ['json', 'json, body', 'stream']),
  ...each(named('ky'), ['get', 'get, body']),
  ...each(named('undici'), ['request', 'request, body', 'stream']),
  ...each(named('undici'), ['request, EventEmitter'], ['SIGTERM', 'nobody']),
  ...each(named('superagent'), ['get', 'get, body', 'get, a listener that returns']),
  ...each(named('superagent'), ['get'], ['nobody']),
  ...each(scoped('@connectrpc/connect-node'), ['call', 'call, gRPC-web', 'stream']),
  ...each(scoped('@connectrpc/connect-node'), ['call'], ['nobody']),
  ...each(scoped('@grpc/grpc-js'), ['unary', 'stream']),
  ...each(scoped('@grpc/grpc-js'), ['unary'], ['nobody']),
  ...each(named('openai'), ['create', 'create, body', 'stream', 'stream, throwIfAborted']),
  ...each({ package: '@anthropic-ai/sdk', program: 'anthropic-sdk' }, ['create', 'create, body', 'helper', 'stream', 'stream, throwIfAborted']),
  ...each({ package: '@aws-sdk/client-s3', program: 'client-s3', prints: /^(.*NodeVersionSupportWarning[^]*)?$/ }, ['send', 'body', 'download']),
  ...each(scoped('@google/genai'), ['generateContent', 'stream', 'interactions']),
  ...each(scoped('@google/genai'), ['interactions'], ['nobody']),
  ...each(scoped('@google/generative-ai'), ['generateContent', 'stream', 'stream, checkpoint']),
  ...each(scoped('@google/generative-ai'), ['generateContent'], ['nobody']),
  ...each(scoped('@modelcontextprotocol/sdk'), ['callTool', 'callTool, checkpoint']),
  ...each(scoped('@modelcontextprotocol/sdk'), ['callTool, checkpoint'], ['nobody']),
  ...each(scoped('@elastic/elasticsearch'), ['search', 'search, body']),
  ...each(scoped('@elastic/elasticsearch'), ['search'], ['nobody']),
  ...each(scoped('@opensearch-project/opensearch'), ['search', 'search, body', 'search, a listener that returns']),
  ...each(scoped('@opensearch-project/opensearch'), ['search'], ['nobody']),
  { ...named('mongodb'), told: 'SIGTERM' },
  ...each(scoped('@redis/client'), ['offline', 'get', 'get, race']),
  ...each(scoped('@redis/client'), ['offline'], ['nobody']),
  ...each(scoped('@tanstack/query-core'), ['cancelQueries', 'signal']),
  ...each(scoped('@tanstack/query-core'), ['cancelQueries'], ['nobody']),

  { ...named('p-cancelable'), told: 'SIGTERM' },
  { ...named('p-cancelable'), told: 'nobody' },
  { ...named('workerpool'), told: 'SIGTERM' },
  { ...named('workerpool'), told: 'nobody' },
  { ...named('piscina'), told: 'SIGTERM' },
  ...each({ ...named('puppeteer-core'), needs: 'chromium' }, ['plain', 'handleSIGINT: false, race'], ['SIGINT', 'SIGTERM']),
  ...each({ ...named('puppeteer-core'), needs: 'chromium' }, ['handleSIGINT: false, signal']),
  ...each({ ...named('playwright-core'), needs: 'chromium' }, ['plain', 'handleSIGINT: false, race'], ['SIGINT', 'SIGTERM']),
  ...['puppeteer', 'playwright'].flatMap((name) => each(
    { package: `${name}-core`, program: `${name}-example`, needs: 'chromium', log: ['exit (130|143)'], prints: /^Cleaned up\n$/ }, ['wrong', 'right'], ['SIGINT', 'SIGTERM'],
  )),
  ...each({ ...named('nodemon'), ends: 'code 0', log: ['works again', 'exit 0'], prints: /^$/ }, ['wrong', 'right', '--signal SIGTERM'], ['nobody']),
  { ...named('p-queue'), told: 'SIGTERM' },
  { ...named('p-retry'), told: 'SIGTERM' },

  ...each(scoped('@oclif/core'), ['plain', 'raiseSignal', 'rethrow'], ['SIGINT']),
  ...each(named('commander'), ['parseAsync', 'parse', 'catch', 'catch, raiseSignal'], ['SIGINT']),
  // The process that ends so is commander's own; that of the subcommand dies by SIGINT, though it is told twice.
  { package: 'commander', program: 'commander-executable', told: 'SIGINT', ends: 'code 1', log: [...CLEANUP, 'exit 130'] },
  ...each(named('yargs'), ['plain', 'fail(false)', 'fail, raiseSignal'], ['SIGINT']),
  ...each(named('citty'), ['runMain', 'runCommand', 'runMain, raiseSignal', 'runMain, rethrow'], ['SIGINT']),

  ...each({ ...named('winston'), prints: /^\{"level":"info","message":"working"\}\n$/ }, ['plain', 'handleExceptions', 'handleExceptions, raiseSignal']),
  ...each({ ...named('pino'), prints: /^\{"level":30,"msg":"working"\}\n\{"level":30,"msg":"cleaned up"\}\n$/ }, ['sync', 'async', 'transport']),
  ...each(scoped('@sentry/node'), ['await', 'floating', 'raiseSignal']),

  { ...named('fastify'), told: 'SIGTERM', ends: 'code 0', log: answered('\\{"hello":"world"\\}') },
  { ...named('express'), told: 'SIGTERM', ends: 'code 0', log: answered('Hello World!') },

  ...each({ ...named('signal-exit'), log: [...CLEANUP, 'exit 130', 'signal-exit (130 null|null SIGINT)'] }, ['4', '3'], ['SIGINT']),
  ...each({ ...named('exit-hook'), log: [...CLEANUP, 'exit 130', 'exit-hook 130'] }, ['plain', 'without its listeners'], ['SIGINT']),
  ...each(named('close-with-grace'), ['plain', 'skip']),
  { ...named('node-cleanup'), told: 'SIGINT', log: ['node-cleanup null SIGINT', ...CLEANUP, 'exit 130'] },
];
