import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of the bytes between a server and its database. */
type Way = 'open' | 'silent' | 'cut';

/** A database's address of the test's own, whose connections it can hurt as networks and machines do. */
export interface DatabaseProxy {
  /** The same database by way of this. */
  url: string;
  /** What is connected gets no byte any more, for ever and without being told; new connections are well. */
  strand(): void;
  /** What is connected or comes gets no byte any more: who came meanwhile never will. */
  silence(): void;
  /** Of the next answer on each connection only a part comes through, and nothing after it. */
  cut(): void;
  /** Connections are closed, and new ones refused. */
  refuse(): Promise<void>;
  /** New connections are well again. Those that were hurt stay as they are. */
  restore(): Promise<void>;
  /** How many connections the server has open. */
  open(): number;
  close(): Promise<void>;
}

/** How much of an answer comes through that is cut. */
const CUT_BYTES = 7;

/** @param target The URL of a database on a server that listens on TCP. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const url = new URL(target);
  const [host, port] = [url.hostname, Number(url.port || 5432)];
  const pairs = new Set<{ way: Way; near: Socket; far: Socket }>();
  let way: Way = 'open';

  const server: Server = createServer((near) => {
    const far = connect(port, host);
    const pair = { way, near, far };
    pairs.add(pair);
    near.on('data', (bytes) => {
      if (pair.way !== 'silent') far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (pair.way === 'open') near.write(bytes);
      if (pair.way !== 'cut') return;
      near.write(bytes.subarray(0, CUT_BYTES));
      pair.way = 'silent';
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        // Nobody is told of the end of what is silent.
        if (pair.way !== 'silent' || one === near) other.destroy();
        if (one === near) pairs.delete(pair);
      });
    }
  });

  async function listen(at: number): Promise<number> {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    return address.port;
  }

  async function stop(): Promise<void> {
    const stopped = server.listening ? once(server, 'close') : null;
    if (stopped) server.close();
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
    await stopped;
  }

  const own = await listen(0);
  url.hostname = '127.0.0.1';
  url.port = String(own);

  function hurt(how: Way): void {
    for (const pair of pairs) pair.way = how;
  }

  return {
    url: url.href,
    strand: () => hurt('silent'),
    silence() {
      way = 'silent';
      hurt('silent');
    },
    cut: () => hurt('cut'),
    refuse: stop,
    async restore() {
      way = 'open';
      if (!server.listening) await listen(own);
    },
    open: () => pairs.size,
    close: stop,
  };
}
