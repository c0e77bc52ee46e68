export function WorkersScreen() {
  return <h1>Workers</h1>;
}
