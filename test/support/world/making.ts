/** What a world's rows are made from. */
export interface Making {
  marker: string;
  ownerId: string;
  /** Who did what was done: the owner, or the first of a team. */
  personId: string;
  /** Somebody else, who did some things to it. */
  visitor: string | undefined;
  socialTasks: readonly string[];
}
