/** Tables of parts, in an order in which their rows can go: what names others before those. */
export interface Parts {
  /** What hangs on a run. */
  ofRuns: readonly string[];
  /** What can hang on a job without a run. */
  ofJobs: readonly string[];
  /** What names its owner by a foreign key of its own. */
  ofOwners: readonly string[];
  /** What of that hangs on a run stays when the run has become too old. */
  outlivingRuns?: readonly string[];
}

const all = {
  ofRuns: [] as string[],
  ofJobs: [] as string[],
  ofOwners: [] as string[],
  outlivingRuns: [] as string[],
};

/** Says what a kind of job leaves to be deleted, beside the row of each job, which goes with it. */
export function registerParts({ ofRuns, ofJobs, ofOwners, outlivingRuns = [] }: Parts): void {
  all.ofRuns.push(...ofRuns);
  all.ofJobs.push(...ofJobs);
  all.ofOwners.push(...ofOwners);
  all.outlivingRuns.push(...outlivingRuns);
}

/** What all kinds of jobs leave to be deleted. */
export function registeredParts(): Required<Parts> {
  return all;
}
