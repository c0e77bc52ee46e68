-- Signing in: the links that are mailed, who is signed in, who a user is to an issuer of tokens, and the secret that
-- the tokens of sessions are signed with.

CREATE TYPE one_time_token_purpose AS ENUM ('VERIFY_EMAIL', 'SIGN_IN');

CREATE TABLE one_time_tokens (
  id uuid NOT NULL DEFAULT uuidv7(),
  purpose one_time_token_purpose NOT NULL,
  email text COLLATE "C" NOT NULL,
  full_name text,
  user_id uuid,
  token_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT ck_one_time_tokens_email_lower CHECK (email = lower(email)),
  CONSTRAINT ck_one_time_tokens_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_one_time_tokens_times CHECK (expires_at > created_at),
  CONSTRAINT fk_one_time_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id)
    ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE UNIQUE INDEX one_time_tokens_token_hash_key ON one_time_tokens (token_hash);
CREATE INDEX ix_one_time_tokens_email ON one_time_tokens (email, created_at DESC);
CREATE INDEX ix_one_time_tokens_user_id ON one_time_tokens (user_id);
CREATE INDEX ix_one_time_tokens_created_at ON one_time_tokens (created_at);

CREATE TABLE sessions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  renewed_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT ck_sessions_times CHECK (expires_at > created_at),
  CONSTRAINT fk_sessions_owner_id FOREIGN KEY (owner_id) REFERENCES users (id)
    ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE INDEX ix_sessions_owner_id ON sessions (owner_id, created_at DESC, id DESC);

CREATE TABLE user_identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  owner_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT user_identities_pkey PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_user_identities_owner_id FOREIGN KEY (owner_id) REFERENCES users (id)
    ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE INDEX ix_user_identities_owner_id ON user_identities (owner_id);

INSERT INTO instance_secrets (name, value)
VALUES ('session', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
