export interface EmbeddedConfig {
  kind: 'embedded';
  /** Absolute path. */
  dataDir: string;
}

export interface ServerConfig {
  kind: 'server';
  /** Host, port and database as people write them, without credentials. */
  address: string;
  connection:
    | { connectionString: string }
    | { host: string; port: number; user: string; password?: string; database: string };
  /** Connections that are kept; up to poolSize + maxOverflow are opened. */
  poolSize: number;
  maxOverflow: number;
  /** Seconds after which a connection is replaced; 0 means never. */
  connectionLifetime: number;
  statementTimeoutMs: number;
  connectTimeoutMs: number;
  tls: 'off' | 'require' | 'verify';
  /** Absolute path of a PEM file. */
  tlsCa?: string;
}

export type DatabaseConfig = EmbeddedConfig | ServerConfig;
