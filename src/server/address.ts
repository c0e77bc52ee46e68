import { createServer, type Server } from 'node:net';
import { errorCode, StartupError } from '../core/db/errors.js';

/** Where to listen, and the settings that say so. */
export interface Address {
  host: string;
  port: number;
  /** Where one setting holds both; else they are HOST and PORT. */
  setting?: string;
}

/**
 * Sees that the server will be able to listen where it is to, by listening there for a moment.
 * @throws StartupError with one sentence where it cannot.
 */
export async function checkAddress({ host, port }: Address): Promise<void> {
  const probe = createServer();
  await bind(probe, { host, port });
  await new Promise((resolve) => probe.close(resolve));
}

/** Listens. @throws StartupError with one sentence where that is not possible there. */
export async function bind(server: Server, address: Address): Promise<void> {
  const { host, port } = address;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const sentence = bindSentence(errorCode(error), address);
    throw sentence ? new StartupError(sentence, { cause: error }) : error;
  }
}

/** Where a server listens, as it stands in a URL. */
export function originOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function bindSentence(code: string | undefined, { host, port, setting }: Address): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use: stop what listens there, or set ${setting ?? 'PORT'} to another.`;
    case 'EACCES':
      return `This user may not listen on port ${port} of ${host}: set ${setting ?? 'PORT'} to another.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `${host} is no address of this machine: set ${setting ?? 'HOST'} to one that is.`;
    default:
      return null;
  }
}
