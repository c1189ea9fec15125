// client-s3 <way>: an object that does not come, or whose body does not end.
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { captureSignals } from 'capture-signals';
import { cleanup, slowServer, way } from './support.ts';

await using server = await slowServer();
await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
const send = (path: string) =>
  new S3Client({ endpoint: server.url + path, region: 'us-east-1', forcePathStyle: true, credentials })
    .send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }), { abortSignal: signal });
const ways: Record<string, () => Promise<unknown>> = {
  'send': () => send(''),
  'body': async () => (await send('/body')).Body!.transformToString(),
  'download': async () => pipeline((await send('/body')).Body as Readable, new PassThrough().resume(), { signal }),
};
await ways[way]!();
