import type { Outcome } from './world.js';

/** One fault: what was done, and what came of it. */
export interface Report {
  run(name: string, done: () => Promise<Outcome>): Promise<void>;
  skip(name: string, why: string): void;
  /** Something that is wrong, whichever fault it came of. */
  wrong(what: string): void;
  /** The whole as a table. @returns Whether nothing was lost. */
  finish(): boolean;
}

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

export function createReport(): Report {
  const lines: string[] = [];
  let isWell = true;
  return {
    async run(name, done) {
      const start = performance.now();
      try {
        const { what, answered, resent, runs, lostLeases, longestGapMs, found } = await done();
        if (found.length > 0) isWell = false;
        lines.push(
          `| ${name} | ${what} | ${runs} | ${answered} | ${resent} | ${lostLeases} | ${seconds(longestGapMs)} | ${found.length === 0 ? 'nothing' : `**${found.length}**`} |`,
        );
        console.log(
          `${found.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${what}, in ${seconds(performance.now() - start)}`,
        );
        for (const one of found.slice(0, 10)) console.log(`     ${one}`);
      } catch (error) {
        isWell = false;
        lines.push(`| ${name} | **failed** | | | | | | |`);
        console.log(`FAIL ${name}: ${error instanceof Error ? error.stack : error}`);
      }
    },
    skip(name, why) {
      lines.push(`| ${name} | skipped: ${why} | | | | | | |`);
      console.log(`skip ${name}: ${why}`);
    },
    wrong(what) {
      isWell = false;
      console.log(`FAIL ${what}`);
    },
    finish() {
      console.log(`
| fault | what was done | runs | requests answered | sent again | leases lost | longest without an answer | lost or wrong |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}`);
      return isWell;
    },
  };
}
