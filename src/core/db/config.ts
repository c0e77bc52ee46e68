export interface EmbeddedConfig {
  kind: 'embedded';
  /** Absolute path. */
  dataDir: string;
}

/** Where a server's database is reached. */
export interface ServerAddress {
  /** Host, port and database as people write them, without credentials. */
  address: string;
  connection:
    | { connectionString: string }
    | { host: string; port: number; user: string; password?: string; database: string };
  tls: 'off' | 'require' | 'verify';
}

export interface ServerConfig extends ServerAddress {
  kind: 'server';
  /**
   * The way past a pooler. Where there is one, `connection` goes through the pooler, which gives each transaction another
   * session: nothing that belongs to a session is kept there.
   */
  direct?: ServerAddress;
  /** Connections that are kept; up to poolSize + maxOverflow are opened. */
  poolSize: number;
  maxOverflow: number;
  /** Seconds after which a connection is replaced; 0 means never. */
  connectionLifetime: number;
  statementTimeoutMs: number;
  connectTimeoutMs: number;
  /** Absolute path of a PEM file. */
  tlsCa?: string;
}

export type DatabaseConfig = EmbeddedConfig | ServerConfig;
