// modelcontextprotocol-sdk <way>: a tool that does not answer.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { captureSignals } from 'capture-signals';
import { cleanup, ready, signalFor, way } from './support.ts';

const [here, there] = InMemoryTransport.createLinkedPair();
const server = new McpServer({ name: 'server', version: '1.0.0' });
server.registerTool('slow', {}, () => {
  ready();
  return new Promise(() => {});
});
await server.connect(there);

await using shutdown = captureSignals();
await using _ = cleanup();
const client = new Client({ name: 'client', version: '1.0.0' });
await client.connect(here);
const call = () => client.callTool({ name: 'slow' }, undefined, { signal: signalFor(shutdown), timeout: 60_000 });
const ways: Record<string, () => Promise<unknown>> = {
  'callTool': () => call(),
  'callTool, checkpoint': () => call().finally(() => shutdown.checkpoint()),
};
await ways[way]!();
