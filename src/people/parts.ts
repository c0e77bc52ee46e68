/** Tables of parts, in an order in which their rows can go: what names others before those. */
export interface Parts {
  /** What hangs on a run. */
  ofRuns: readonly string[];
  /** What can hang on a job without a run. */
  ofJobs: readonly string[];
  /** What names its owner by a foreign key of its own. */
  ofOwners: readonly string[];
}

const all: { [Of in keyof Parts]: string[] } = { ofRuns: [], ofJobs: [], ofOwners: [] };

/** Says what a kind of job leaves to be deleted, beside the row of each job, which goes with it. */
export function registerParts({ ofRuns, ofJobs, ofOwners }: Parts): void {
  all.ofRuns.push(...ofRuns);
  all.ofJobs.push(...ofJobs);
  all.ofOwners.push(...ofOwners);
}

/** What all kinds of jobs leave to be deleted. */
export function registeredParts(): Parts {
  return all;
}
