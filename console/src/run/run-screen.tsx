export function RunScreen() {
  return <h1>Run</h1>;
}
