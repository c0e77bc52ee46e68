import { Command } from 'commander';
import { counted } from '../core/wording.js';
import { examine, worstOf } from '../operations/doctor/doctor.service.js';
import type { Finding, Level } from '../operations/doctor/finding.js';
import { loadConfig } from '../server/config.js';

/** What it exits with where somebody is needed. */
const EXIT_PROBLEM = 2;
const SIGNS: Readonly<Record<Level, string>> = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' };

/** `runledger doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at the database and what it stands on, and say what to do; it changes nothing')
    .option('--json', 'print the findings as JSON: check, level, message, advice')
    .addHelpText(
      'after',
      `
Exits with 0 where there is no problem (there may be warnings), with ${EXIT_PROBLEM} where there is one, and with 1 where
it could not look. The folder of an embedded database must not be in use: ask a running server's /ready and /metrics.`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(loadConfig());
      process.stdout.write(json ? `${JSON.stringify({ findings }, null, 2)}\n` : readable(findings));
      if (worstOf(findings) === 'problem') process.exitCode = EXIT_PROBLEM;
    });
}

function readable(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, level, message, advice }) => [
    `${SIGNS[level]} ${check}: ${message}`,
    ...(advice === null ? [] : [`         → ${advice}`]),
  ]);
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const sum = `${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}`;
  return `${[...lines, sum].join('\n')}\n`;
}
