/** How bad it is: fine, worth a look, or in need of somebody. */
export const LEVELS = ['ok', 'warning', 'problem'] as const;
export type Level = (typeof LEVELS)[number];

/** What one look found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  check: string;
  level: Level;
  /** What is so, in a sentence. */
  message: string;
  /** What to do about it; null where nothing is to be done. */
  advice: string | null;
}

export const fine = (check: string, message: string): Finding => ({
  check,
  level: 'ok',
  message,
  advice: null,
});
export const warning = (check: string, message: string, advice: string): Finding => ({
  check,
  level: 'warning',
  message,
  advice,
});
export const problem = (check: string, message: string, advice: string): Finding => ({
  check,
  level: 'problem',
  message,
  advice,
});

/** Findings, or that all is well where there are none. */
export const orFine = (findings: Finding[], check: string, message: string): Finding[] =>
  findings.length > 0 ? findings : [fine(check, message)];
