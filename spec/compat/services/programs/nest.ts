import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { untilStopped } from './in-flight.ts';

@Controller()
class AppController {
  @Get('slow')
  async slow() {
    await untilStopped(app.getHttpServer());
    return 'slow\n';
  }

  @Get()
  hello() {
    return 'Hello\n';
  }
}

@Module({ controllers: [AppController] })
class AppModule implements OnApplicationShutdown {
  onApplicationShutdown() {
    console.log('closed');
  }
}

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] });
shutdown.defer(() => app.close(), 'app'); // instead of app.enableShutdownHooks(), which closes at the signal
await using drain = drainServer(app.getHttpServer(), { signal: shutdown.signal, timeoutMs: 15_000 });
await app.listen(port);
console.log(`Listening on port ${(app.getHttpServer().address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
