import { cacheExchange, type KeyGenerator, type KeyingConfig } from '@urql/exchange-graphcache';
import { POSSIBLE_TYPES } from './possible-types';

const byId: KeyGenerator = ({ id }) => (typeof id === 'string' ? id : null);
const embedded: KeyGenerator = () => null;

/** Types whose `id` does not name them alone: two accounts may have a worker of the same name. */
const OWN: KeyingConfig = { Worker: embedded };

/** What has an id is kept by it; what has none belongs to what holds it. */
const KEYS = new Proxy(OWN, { get: (own, type) => Reflect.get(own, type) ?? byId });

/** Rows are kept by their ids, so that an event that brings one changes whatever shows it. */
export const createCache = () => cacheExchange({ keys: KEYS, possibleTypes: POSSIBLE_TYPES });
