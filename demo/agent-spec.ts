import type { ArtifactType } from '../src/generated/prisma/enums.js';
import type { Failure } from './ledger.js';

/** What an artifact's content may tell of its run. */
export interface RunFacts {
  number: number;
  day: string;
  items: number;
}

export interface ArtifactSpec {
  name: string;
  type: ArtifactType;
  contentType: string;
  content: (run: RunFacts) => string;
}

export interface AgentSpec {
  name: string;
  description: string;
  /** One letter a run, oldest first: Completed, Failed, canceled (X), Running, Queued. */
  runs: string;
  model: string;
  temperature: number;
  tools: string[];
  maxRounds: number;
  memorySize: number;
  maxAttempts: number;
  tags: string[];
  /** Seconds that a run takes, about. */
  seconds: number;
  steps: string[];
  /** What the result says, and what its items are. */
  summary: string;
  items: string;
  failures: [Failure, ...Failure[]];
  /** The latest completed run's first two, then those of the one before. */
  artifacts: [ArtifactSpec, ArtifactSpec, ArtifactSpec, ArtifactSpec];
}

/** An artifact's specification, in one line. */
export const artifact = (
  name: string,
  type: ArtifactType,
  contentType: string,
  content: (run: RunFacts) => string,
): ArtifactSpec => ({ name, type, contentType, content });

/** A bar for each value: small enough to be kept inline. */
export function barChart(title: string, values: number[]): string {
  const bars = values.map(
    (v, i) => `<rect x="${10 + i * 30}" y="${110 - v}" width="22" height="${v}" fill="#3b6ea5"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="130"><title>${title}</title>${bars.join('')}</svg>\n`;
}

/** JSON as people write it to a file. */
export const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
