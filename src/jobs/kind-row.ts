/** The row of a job's kind, which the database makes sure of (ck_jobs_kind_row). @throws Error where it is missing */
export function kindRow<Row>(row: Row | null): Row {
  if (row === null) throw new Error('a job without the row of its kind');
  return row;
}
