export function VerificationScreen() {
  return <h1>Verification</h1>;
}
