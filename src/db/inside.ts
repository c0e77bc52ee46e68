import { AsyncLocalStorage } from 'node:async_hooks';

const transactions = new AsyncLocalStorage<true>();

/** Runs what is done inside a transaction. */
export const insideTransaction = <T>(work: () => Promise<T>): Promise<T> => transactions.run(true, work);

/** Whether this is inside a transaction, where an embedded database has no second connection. */
export const isInTransaction = (): boolean => transactions.getStore() === true;
