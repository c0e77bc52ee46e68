import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { TIER_STREAMS } from '../accounts/tiers.js';
import { outageOf } from '../core/db/outage.js';
import { requestError, unavailable } from '../core/errors.js';
import { GRAPHQL_PATH } from './app.js';
import type { Config } from './config.js';
import { createClientAddress } from './limits/client-address.js';
import { areFaults, BAD_REQUEST_FAULT, type Door } from './limits/door.js';
import { createMessageMeter, type MessageMeter } from './limits/message-meter.js';
import { createSocketPlaces, type Seat } from './limits/socket-places.js';
import { type Client, createOperations, type Extra, type OperationDeps } from './web-socket-operations.js';
import { refuseUpgrade, type Upgrade, whyNotUpgraded } from './web-socket-upgrade.js';

/** Subscriptions that one connection may have open at a time. */
export const MAX_OPERATIONS = 50;
/** How long one message may be: a long document, and some variables. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** How long a client may take to introduce itself. */
const INIT_TIMEOUT_MS = 10_000;
/** A connection that does not answer a ping before the next one is gone. */
const PING_INTERVAL_MS = 12_000;
/** A connection that has had no subscription for so long is closed at the next ping. */
const IDLE_TIMEOUT_MS = 60_000;
/** Answers that may wait for a client which goes on asking without reading. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** Closing codes of RFC 6455; clients come again by themselves after `goingAway` and `tryAgainLater`. */
const CLOSE = { normal: 1000, goingAway: 1001, policyViolation: 1008, tryAgainLater: 1013 } as const;
/** Why a connection may be refused that is welcome later. */
const TRANSIENT: ReadonlySet<unknown> = new Set(['RATE_LIMITED', 'SERVICE_UNAVAILABLE']);

export interface WebSockets {
  /** Takes an HTTP request for a WebSocket over, or refuses it. */
  upgrade: Upgrade;
  /** Tells clients that this server goes away, so that they connect again, and lets no more in. */
  close(): void;
  /** Breaks what is still connected. */
  terminate(): void;
}

export interface WebSocketDeps extends OperationDeps {
  config: Pick<Config, 'bodyLimitBytes' | 'corsOrigins' | 'trustedProxies'>;
  /** Counts what is refused by address; null for no counting. */
  door: Door | null;
}

/** What is known of one connection. */
interface Connected {
  address: string;
  seat: Seat;
  meter: MessageMeter;
  /** Once it has introduced itself. */
  client: Client | null;
  /** Ends when the operations that came before are looked through. */
  turn: Promise<unknown>;
}

/** Subscriptions over graphql-ws, under the rules that hold over HTTP. Queries and mutations are HTTP's alone. */
export function createWebSockets({ config, door, logger, onOutage, ...deps }: WebSocketDeps): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: Math.min(config.bodyLimitBytes, MAX_MESSAGE_BYTES),
    perMessageDeflate: false,
    handleProtocols,
  });
  const operations = createOperations({ ...deps, logger, onOutage });
  const addressOf = createClientAddress(config.trustedProxies);
  const places = createSocketPlaces();
  const connections = new WeakMap<WebSocket, Connected>();
  let isClosing = false;

  function connectionOf(socket: WebSocket): Connected {
    const found = connections.get(socket);
    if (!found) throw new Error('this connection was not let in');
    return found;
  }

  function blame({ address }: Connected): void {
    const visitor = { address, credentials: null, isAdmitted: false, isCounted: false };
    door?.blame(visitor, BAD_REQUEST_FAULT).catch((err) => logger.warn({ err }, 'a fault was not counted'));
  }

  function report(err: unknown): void {
    const outage = outageOf(err);
    if (outage) onOutage(outage);
    logger[outage ? 'debug' : 'error']({ err }, 'it could not be asked who opened a WebSocket');
  }

  function closeFor(socket: WebSocket, reason: string): void {
    socket.close(CLOSE.policyViolation, reason);
  }

  const protocol = makeServer<Record<string, unknown> | undefined, Extra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    async onConnect(client) {
      const { socket } = client.extra;
      const connection = connectionOf(socket);
      connection.client = client;
      client.extra.introducedAt = new Date();
      try {
        const viewer = await operations.viewerOf(client);
        if (!viewer) return false;
        if (connection.seat.admit(viewer.accountId, TIER_STREAMS[viewer.tier])) return true;
        socket.close(CLOSE.tryAgainLater, 'Too many connections of this account');
      } catch (error) {
        const isRefusal = error instanceof GraphQLError;
        if (!isRefusal) report(error);
        if (!isRefusal || TRANSIENT.has(error.extensions.code)) {
          socket.close(CLOSE.tryAgainLater, 'Try again later');
        }
      }
      return false;
    },
    onSubscribe(client, _id, payload) {
      const { socket } = client.extra;
      const connection = connectionOf(socket);
      if (Object.keys(client.subscriptions).length > MAX_OPERATIONS) {
        return operations.refuse(client, tooManyOperations());
      }
      // One after the other: what was sent together with too many faults is not looked at any more.
      const prepared = connection.turn.then(async () => {
        if (socket.readyState !== socket.OPEN) return operations.refuse(client, closing());
        const outcome = await operations.prepare(client, payload);
        if (Array.isArray(outcome) && areFaults(outcome)) {
          blame(connection);
          if (!connection.meter.fault()) closeFor(socket, 'Too many operations were refused');
        }
        return outcome;
      });
      connection.turn = prepared.catch(() => undefined);
      return prepared;
    },
    subscribe: operations.subscribe,
  });

  function open(socket: WebSocket, request: IncomingMessage, connection: Connected): void {
    connections.set(socket, connection);
    let isAlive = true;
    let idleSince = performance.now();
    const timer = setInterval(() => {
      if (!isAlive) return socket.terminate();
      if (Object.keys(connection.client?.subscriptions ?? {}).length > 0) idleSince = performance.now();
      if (performance.now() - idleSince >= IDLE_TIMEOUT_MS) socket.close(CLOSE.normal, 'Idle');
      isAlive = false;
      socket.ping();
    }, PING_INTERVAL_MS);

    /** Operations do not throw, so this was no message that a client may send. */
    function refuse(err: unknown): void {
      logger.debug({ err }, 'a message was refused');
      socket.close(CloseCode.BadRequest, 'Invalid message received');
    }

    /** Whether something that came may be read. What is refused is not answered any more. */
    function mayRead(bytes: number): boolean {
      if (socket.readyState !== socket.OPEN) return false;
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
        socket.terminate();
        return false;
      }
      if (connection.meter.message(bytes, connection.client?.acknowledged === true)) return true;
      blame(connection);
      closeFor(socket, 'Too many messages');
      return false;
    }

    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            if (mayRead(lengthOf(data))) handle(String(data)).catch(refuse);
          }),
      },
      { socket, request, introducedAt: null },
    );
    socket.on('ping', (data) => mayRead(data.length));
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('error', (err) => logger.debug({ err }, 'a WebSocket broke'));
    socket.once('close', (code, reason) => {
      clearInterval(timer);
      connection.seat.leave();
      if (!connection.client) blame(connection);
      closed(code, String(reason)).catch((err) => logger.error({ err }, 'a WebSocket was not closed well'));
    });
  }

  return {
    upgrade(request, socket, head) {
      const refusal = isClosing
        ? 'SERVICE_UNAVAILABLE'
        : whyNotUpgraded(request, GRAPHQL_PATH, config.corsOrigins);
      if (refusal) return refuseUpgrade(socket, refusal);
      const address = addressOf(request) ?? 'unknown';
      const seat = places.enter(address);
      if (!seat) return refuseUpgrade(socket, 'RATE_LIMITED');
      // Whatever becomes of the handshake, the connection ends like this.
      socket.once('close', seat.leave);
      server.handleUpgrade(request, socket, head, (client) => {
        try {
          open(client, request, {
            address,
            seat,
            meter: createMessageMeter(),
            client: null,
            turn: Promise.resolve(),
          });
        } catch (err) {
          logger.error({ err }, 'a WebSocket was not opened');
          client.terminate();
        }
      });
    },
    close() {
      isClosing = true;
      for (const client of server.clients) client.close(CLOSE.goingAway, 'Going away');
    },
    terminate() {
      for (const client of server.clients) client.terminate();
    },
  };
}

const tooManyOperations = () =>
  requestError('RATE_LIMITED', `One connection has at most ${MAX_OPERATIONS} subscriptions.`);

const closing = () => unavailable('The connection is being closed.');

const lengthOf = (data: RawData) =>
  Array.isArray(data) ? data.reduce((length, part) => length + part.byteLength, 0) : data.byteLength;

/** Resolves once the message is out, so that a stream waits for its reader, or the connection broke. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, () => resolve());
  });
}
