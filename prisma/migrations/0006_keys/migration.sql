-- A key that a new secret took the place of goes on for a while, and is not rotated again.

ALTER TABLE api_keys
  ADD COLUMN rotated_at timestamptz(3),
  ADD CONSTRAINT ck_api_keys_rotated CHECK (rotated_at IS NULL OR num_nonnulls(expires_at, revoked_at) > 0);
