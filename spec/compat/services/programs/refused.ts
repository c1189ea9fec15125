/** What drainServer says of the objects that people have at hand, and that are no servers of Node. */
import { ApolloServer } from '@apollo/server';
import { Server as GrpcServer } from '@grpc/grpc-js';
import Hapi from '@hapi/hapi';
import { drainServer } from 'capture-signals/http';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { createSchema, createYoga } from 'graphql-yoga';
import { Server as SocketIoServer } from 'socket.io';
import { WebSocketServer } from 'ws';

const schema = createSchema({ typeDefs: 'type Query { hello: String }' });
const others: Record<string, unknown> = {
  'express()': express(),
  'fastify()': fastify(),
  'Hapi.server()': Hapi.server(),
  'new Hono()': new Hono(),
  'new ApolloServer()': new ApolloServer({ typeDefs: 'type Query { hello: String }' }),
  'createYoga()': createYoga({ schema }),
  'new grpc.Server()': new GrpcServer(),
  'new WebSocketServer()': new WebSocketServer({ noServer: true }),
  'new Server() of socket.io': new SocketIoServer(0),
};
for (const [name, other] of Object.entries(others)) {
  try {
    drainServer(other as never);
    console.log(`${name}: taken`);
  } catch (error) {
    console.log(`${name}: ${(error as Error).message.replace(/^drainServer expected .*, received /, '')}`);
  }
}
process.exit();
