-- What several servers on one database count together of requests and their cost. Counts of a minute: UNLOGGED, since
-- a crash may lose them.
CREATE UNLOGGED TABLE rate_limits (
  key varchar(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
);
