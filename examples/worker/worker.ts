import { z } from 'zod';
import type { Ask } from '../client.js';
import type { Leases } from './leases.js';

/** What all of a worker's parts need. */
export interface Worker {
  name: string;
  ask: Ask;
  leases: Leases;
  leaseSeconds: number;
  /** A pause after each image, so that there is something to see. */
  pauseMs: number;
  /** Aborts when the process is asked to end: what is in hand is finished, nothing new is begun. */
  stopping: AbortSignal;
  log(line: string): void;
}

const params = z.object({ folder: z.string(), chunkSize: z.int().min(1) });

/** What a run was enqueued with: the same for each of its workers. */
export type RunParams = z.infer<typeof params>;

/** @throws ZodError where somebody enqueued it with something else. */
export function paramsOf(value: unknown): RunParams {
  return params.parse(value);
}
