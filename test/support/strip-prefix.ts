import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A reverse proxy as people put before a server: it serves it below a path, which the server does not hear of. */
export interface PrefixProxy {
  /** Where the server is found, with a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** @param target The address of the server. @param prefix Such as `/ledger`. */
export async function startPrefixProxy(target: string, prefix: string): Promise<PrefixProxy> {
  const { hostname: host, port } = new URL(target);
  const sockets = new Set<Socket>();
  const stripped = (path = '/') => (path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null);

  const server = createServer((asked, answer) => {
    const path = stripped(asked.url);
    if (path === null) {
      answer.writeHead(404).end();
      return;
    }
    const onward = request({ host, port, path, method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (asked, near: Socket, head: Buffer) => {
    const path = stripped(asked.url);
    if (path === null) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), host, () => {
      const lines = [`GET ${path} HTTP/1.1`];
      for (let at = 0; at < asked.rawHeaders.length; at += 2) {
        lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
      }
      far.write(`${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}${prefix}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
