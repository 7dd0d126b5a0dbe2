/** The server of `x-mqtt serve`: the page, its control API and the broker over WebSocket on one port, and TCP on another. */

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import sirv from 'sirv';
import { API_PATH, answerApi, type Served, type ServedState } from './api.ts';
import { ServedLink } from './link.ts';
import type { ServedBroker } from './served-broker.ts';
import { BROKER_PATH, openWebSocketDoor } from './web-socket-door.ts';

export interface ServeOptions {
  readonly broker: ServedBroker;
  /** The address to listen on. */
  readonly host: string;
  /** Of the page, the API and WebSocket; 0: any free one. */
  readonly port: number;
  /** Of MQTT over TCP; 0: any free one. */
  readonly mqttPort: number;
  /** The folder of the built page. */
  readonly page: string;
}

export interface RunningServer {
  /** Of the page. */
  readonly url: string;
  /** For other clients. */
  readonly urls: ServedState['urls'];
  /** Drops every client and stops listening. */
  close(): Promise<void>;
}

/** @throws the system's error if a port is taken */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { broker, host, port, mqttPort, page } = options;
  const link = new ServedLink(() => broker.transport());
  const http = createHttpServer();
  const tcp = createTcpServer((socket) => {
    socket.setNoDelay(true);
    link.admit({ stream: socket, reset: () => void socket.resetAndDestroy() });
  });
  const close = async (): Promise<void> => {
    http.closeAllConnections();
    await Promise.all([link.close(), shut(http), shut(tcp)]);
    await broker.close();
  };
  try {
    const web = `//${await listen(http, host, port)}`;
    const mqtt = `mqtt://${await listen(tcp, host, mqttPort)}`;
    const urls = { mqtt, ws: `ws:${web}${BROKER_PATH}` };
    http.on('request', requestListener({ broker, link, urls }, page));
    openWebSocketDoor(http, link);
    return { url: `http:${web}/`, urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function requestListener(served: Served, page: string): RequestListener {
  const files = existsSync(page) ? sirv(page, { etag: true }) : undefined;
  return (request, response) => {
    if (request.url?.startsWith(API_PATH)) {
      void answerApi(served, request, response);
      return;
    }
    const nothing = (): void => {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`There is no page here. MQTT clients connect to ${served.urls.ws}\n`);
    };
    if (files === undefined) nothing();
    else files(request, response, nothing);
  };
}

/** Returns host:port. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return `${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
