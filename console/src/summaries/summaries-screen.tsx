export function SummariesScreen() {
  return <h1>Summaries</h1>;
}
