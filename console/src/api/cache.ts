import { cacheExchange, type KeyingConfig } from '@urql/exchange-graphcache';

const embedded = () => null;

/** Types whose `id` does not name them alone: they stay within what holds them. */
const KEYS: KeyingConfig = {
  Worker: embedded,
};

/** Rows are kept by their ids, so that an event that brings one changes every list that shows it. */
export const createCache = () => cacheExchange({ keys: KEYS });
