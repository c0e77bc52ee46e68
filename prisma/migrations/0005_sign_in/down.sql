DELETE FROM instance_secrets WHERE name = 'session';
DROP TABLE user_identities;
DROP TABLE sessions;
DROP TABLE one_time_tokens;
DROP TYPE one_time_token_purpose;
