import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migratedFolder } from './support/images.js';

const START_LIMIT_MS = 120_000;
const KEY = 'the-key-of-the-hostile-sockets-is-long-enough';
/** How long the server may take to close what it was left with. */
const CLOSED_WITHIN_MS = 8_000;

const HANDSHAKE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
];
const upgradeOf = (target: string, host = 'localhost', headers: readonly string[] = HANDSHAKE) =>
  Buffer.from([`GET ${target} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n'), 'latin1');

/** A frame as a client sends it, masked with zeros. */
function frame(payload: Buffer, { opcode = 1, isFinal = true, isMasked = true, flags = 0 } = {}): Buffer {
  const length = payload.length;
  const head =
    length < 126
      ? Buffer.from([0, length])
      : length < 65_536
        ? Buffer.from([0, 126, length >> 8, length & 255])
        : Buffer.from([0, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]);
  head[0] = (isFinal ? 0x80 : 0) | (flags << 4) | opcode;
  if (!isMasked) return Buffer.concat([head, payload]);
  head[1] = (head[1] ?? 0) | 0x80;
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
const message = (value: unknown) => frame(Buffer.from(JSON.stringify(value) ?? ''));

describe('a server that is sent anything', () => {
  let folder: Awaited<ReturnType<typeof migratedFolder>>;
  let child: ChildProcess;
  let url = '';
  let port = 0;
  let errors = '';

  beforeAll(async () => {
    folder = await migratedFolder();
    child = spawn(process.execPath, ['bin/runledger.js', 'serve', '--empty', '--port', '0'], {
      env: {
        PATH: process.env.PATH,
        DATA_DIR: folder.path,
        LOG_LEVEL: 'error',
        RATE_LIMITS: 'off',
        RUNLEDGER_ADMIN_KEY: KEY,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (part) => {
      output += part;
    });
    child.stderr?.on('data', (part) => {
      errors += part;
    });
    await vi.waitFor(() => expect(output).toMatch(/http:\S+\/graphql\n/), { timeout: START_LIMIT_MS });
    url = /http:\S+\/graphql/.exec(output)?.[0] ?? '';
    port = Number(new URL(url).port);
  }, START_LIMIT_MS);

  afterAll(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await folder.remove();
  });

  /** Says what came until the server closed the connection. @throws Error where it left it open. */
  async function untilClosed(socket: Socket): Promise<string> {
    let text = '';
    socket.on('data', (part) => {
      text += part.toString('latin1');
    });
    socket.on('error', () => undefined);
    const timer = setTimeout(() => socket.destroy(new Error('left open')), CLOSED_WITHIN_MS);
    const error = await new Promise<Error | null>((resolve) => {
      socket.on('error', resolve);
      socket.on('close', () => resolve(null));
    });
    clearTimeout(timer);
    if (error?.message === 'left open') throw error;
    return text;
  }

  /** Sends pieces, each after the other has gone, and leaves as it is said. */
  async function send(pieces: readonly Buffer[], leave: 'end' | 'reset' | 'stay'): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    const closed = untilClosed(socket);
    for (const piece of pieces) {
      if (socket.destroyed) break;
      await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    }
    if (leave === 'end') socket.end();
    if (leave === 'reset') socket.resetAndDestroy();
    // It answers the other end's goodbye, as a client does that reads to the end.
    socket.once('end', () => socket.end());
    return closed;
  }

  async function expectAlive(): Promise<void> {
    const { status } = await fetch(new URL('/health', url));
    expect({ status, exitCode: child.exitCode, errors }).toEqual({ status: 200, exitCode: null, errors: '' });
  }

  it.each([
    '//',
    '//x',
    '///',
    '//[',
    '//graphql',
    '//evil.example/graphql',
    '/\\',
    '/%',
    '/graphql/',
    '/other',
    '*',
    'graphql',
    'http://localhost/graphql',
    'http://[/graphql',
    '//:99999/graphql',
  ])('refuses an upgrade at %s with 400, and closes the connection', async (target) => {
    const answer = await send([upgradeOf(target)], 'stay');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/node:|node_modules|\bat /);
    await expectAlive();
  });

  it.each(['a b', '[', 'localhost:99999', 'a/b?c', ''])('… and for the host "%s"', async (host) => {
    expect(await send([upgradeOf('/graphql', host)], 'stay')).toMatch(/^HTTP\/1\.1 400 /);
    await expectAlive();
  });

  it('goes on after whatever comes as a request to upgrade', { timeout: 120_000 }, async () => {
    const line = fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,30}$/);
    const header = fc.oneof(
      fc.constantFrom(
        ...HANDSHAKE,
        'Upgrade: h2c',
        'Upgrade: websocket, h2c',
        'Connection: Upgrade, HTTP2-Settings',
        'Connection: close, Upgrade',
        'Sec-WebSocket-Version: 99',
        'Sec-WebSocket-Key: x',
        'Sec-WebSocket-Protocol: ,',
        'Sec-WebSocket-Protocol: graphql-transport-ws, graphql-transport-ws',
        'Sec-WebSocket-Extensions: permessage-deflate; x="',
        'Origin: http://',
        'Origin: null',
        'Content-Length: 5',
        'Transfer-Encoding: chunked',
        'Expect: 100-continue',
        'Authorization: Bearer \xff',
        'X-Forwarded-For: [::, "',
      ),
      fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,12}$/), line).map(([name, value]) => `${name}: ${value}`),
    );
    const request = fc
      .record({
        method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'PRI', 'get', ''),
        target: fc.oneof(
          fc.constantFrom('/graphql', '//', '//[', '/graphql?a', '*', '/%00', 'http://[', '/health'),
          line.map((text) => `/${text.replaceAll(' ', '')}`),
          line,
        ),
        version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'X'),
        host: fc.oneof(fc.constantFrom('localhost', '[', 'a:b', ''), line),
        handshake: fc.boolean(),
        headers: fc.array(header, { maxLength: 6 }),
      })
      .map(({ method, target, version, host, handshake, headers }) =>
        Buffer.from(
          [
            `${method} ${target} ${version}`,
            `Host: ${host}`,
            ...(handshake ? HANDSHAKE : []),
            ...headers,
            '',
            '',
          ].join('\r\n'),
          'latin1',
        ),
      );
    const piece = fc.oneof(
      { weight: 4, arbitrary: request },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.constantFrom<'end' | 'reset'>('end', 'end', 'reset'),
        async (pieces, leave) => {
          await send(pieces, leave);
          expect(child.exitCode).toBeNull();
        },
      ),
      { numRuns: 400, interruptAfterTimeLimit: 60_000 },
    );
    await expectAlive();
  });

  it('goes on after whatever comes over a WebSocket', { timeout: 120_000 }, async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        'subscription { notificationAdded { id } }',
        'subscription ($s: Boolean!) { notificationAdded @skip(if: $s) { id } }',
        'subscription { executionChanged(after: "x") { id } }',
        'subscription { executionChanged { id execution { job { executions(first: 200) { nodes { id } } } } } }',
        'subscription { progressChanged(executionId: "\\u0000") { total } }',
        '{ viewer { id } }',
        '{',
        '__proto__',
      ),
    );
    const payload = fc.oneof(
      fc.record({ query: text }),
      fc.record({
        query: text,
        variables: fc.oneof(
          fc.constantFrom({ s: true }, { s: false }, null, []),
          fc.dictionary(fc.string(), fc.jsonValue()),
        ),
        operationName: fc.oneof(fc.constant(null), text),
        extensions: fc.jsonValue(),
      }),
      fc.jsonValue(),
    );
    const known = fc.record({
      id: fc.oneof(fc.constantFrom('1', '2', '__proto__', '', 'constructor'), fc.jsonValue()),
      type: fc.constantFrom(
        'connection_init',
        'subscribe',
        'subscribe',
        'subscribe',
        'complete',
        'ping',
        'pong',
        'next',
        'error',
        'connection_ack',
        'x',
      ),
      payload: fc.oneof(payload, fc.constant({ authorization: `Bearer ${KEY}` })),
    });
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const piece = fc.oneof(
      { weight: 6, arbitrary: known.map(message) },
      { weight: 1, arbitrary: fc.jsonValue().map(message) },
      { weight: 1, arbitrary: bytes },
      {
        weight: 2,
        arbitrary: fc
          .record({
            payload: bytes,
            opcode: fc.nat(15),
            isFinal: fc.boolean(),
            isMasked: fc.boolean(),
            flags: fc.constantFrom(0, 0, 0, 1, 4, 7),
          })
          .map(({ payload: content, ...how }) => frame(content, how)),
      },
      { weight: 1, arbitrary: fc.constant(frame(Buffer.alloc(400_000, 0x20))) },
    );
    const init = message({ type: 'connection_init', payload: { authorization: `Bearer ${KEY}` } });
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.constantFrom<'end' | 'reset'>('end', 'end', 'reset'),
        async (isKnown, pieces, leave) => {
          const opening = upgradeOf('/graphql');
          await send(isKnown ? [opening, init, ...pieces] : [opening, ...pieces], leave);
          expect(child.exitCode).toBeNull();
        },
      ),
      { numRuns: 300, interruptAfterTimeLimit: 60_000 },
    );
    await expectAlive();
  });
});
