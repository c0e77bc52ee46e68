import { createServer } from 'node:net';
import { errorCode, StartupError } from '../core/db/errors.js';
import type { Config } from './config.js';

/**
 * Sees that the server will be able to listen where it is to, by listening there for a moment.
 * @throws StartupError with one sentence where it cannot.
 */
export async function checkAddress({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const sentence = bindSentence(errorCode(error), host, port);
    throw sentence ? new StartupError(sentence, { cause: error }) : error;
  }
  await new Promise((resolve) => probe.close(resolve));
}

export function bindSentence(code: string | undefined, host: string, port: number): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use: stop what listens there, or set PORT to another.`;
    case 'EACCES':
      return `This user may not listen on port ${port} of ${host}: set PORT to another.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `${host} is no address of this machine: set HOST to one that is.`;
    default:
      return null;
  }
}
