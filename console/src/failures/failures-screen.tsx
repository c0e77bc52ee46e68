export function FailuresScreen() {
  return <h1>Failures</h1>;
}
