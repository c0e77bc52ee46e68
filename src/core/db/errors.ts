/** A failure that an operator can act on: its message is one plain sentence, shown without a stack trace. */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}

/** The database cannot be opened or used; the message holds no credentials. */
export class StartupError extends ExpectedError {
  override name = 'StartupError';
}

/** Another process has the folder of an embedded database. */
export class FolderInUseError extends StartupError {}

const TLS_CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The code of a driver's, a socket's or PostgreSQL's error, where it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Says in one sentence why a server could not be used; an error that is not about connecting comes back unchanged.
 * @param address host, port and database as people write them, without credentials.
 */
export function connectionError(error: unknown, address: string, connectTimeoutMs: number): unknown {
  const sentence = connectionSentence(error, address, connectTimeoutMs);
  return sentence === undefined ? error : new StartupError(sentence, { cause: error });
}

function connectionSentence(error: unknown, address: string, connectTimeoutMs: number): string | undefined {
  const code = errorCode(error);
  const message = errorMessage(error);
  if (code !== undefined && TLS_CERTIFICATE_CODES.has(code)) {
    return `The TLS certificate of PostgreSQL at ${address} is not trusted (${code}): name its authority in DB_TLS_CA, or set DB_TLS to "require" to accept any.`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return `PostgreSQL at ${address} refused the connection: it is not running, or listens elsewhere.`;
    case 'ENOENT':
      return `There is no PostgreSQL socket at ${address}.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host name of PostgreSQL at ${address} is not known.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
      return `PostgreSQL at ${address} cannot be reached (${code}).`;
    case '28P01':
    case '28000':
      return `PostgreSQL at ${address} did not accept the user or the password: ${message}.`;
    case '3D000':
      return `PostgreSQL at ${address} has no such database: create it first, for example with createdb.`;
    case '42501':
      return `PostgreSQL at ${address} does not let this user in: ${message}.`;
    case '53300':
      return `PostgreSQL at ${address} has no connection left: lower DB_POOL_SIZE and DB_MAX_OVERFLOW, or raise its max_connections.`;
    case '57P03':
      return `PostgreSQL at ${address} is starting or stopping: try again in a moment.`;
  }
  if (message.includes('client password must be a')) {
    return `PostgreSQL at ${address} asks for a password, and none is set.`;
  }
  if (message.includes('does not support SSL')) {
    return `PostgreSQL at ${address} does not speak TLS: set DB_TLS to "off", or turn TLS on there.`;
  }
  if (message.includes('timeout expired') || message.includes('connection timeout')) {
    return `PostgreSQL at ${address} did not answer within ${connectTimeoutMs} ms (DB_CONNECT_TIMEOUT_MS).`;
  }
  if (message.includes('Connection terminated unexpectedly')) {
    return `PostgreSQL at ${address} closed the connection while it was being opened.`;
  }
  return undefined;
}
