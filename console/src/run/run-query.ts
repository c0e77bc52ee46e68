/** What GraphiQL opens with: the same run, to go on from. */
export function graphiqlQuery(id: string): string {
  return encodeURIComponent(`{
  execution(id: ${JSON.stringify(id)}) {
    id
    status
    attempt
    params
    result
    errorMessage
    job { id name }
    stages { nodes { name status startedAt endedAt } }
    events { nodes { type at reason } }
  }
}
`);
}
