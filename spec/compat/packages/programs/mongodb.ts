// mongodb: a query that waits for its server.
import { captureSignals } from 'capture-signals';
import { MongoClient } from 'mongodb';
import { cleanup, signalFor, silentServer } from './support.ts';

await using server = await silentServer();
await using shutdown = captureSignals();
await using client = new MongoClient(`mongodb://127.0.0.1:${server.port}`);
await using _ = cleanup();
await client.db('test').collection('rows').find({}, { signal: signalFor(shutdown) }).toArray();
