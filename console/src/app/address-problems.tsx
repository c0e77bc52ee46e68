import { Banner } from '../ui/feedback';

/** What of an address makes no sense: said, and passed over. */
export function AddressProblems({ problems }: { problems: readonly (string | null)[] }) {
  const said = problems.filter((problem) => problem !== null);
  if (said.length === 0) return null;
  return (
    <Banner tone="warning">
      Parts of this address make no sense and are left out:
      {said.map((problem) => (
        <bdi key={problem}> {problem}</bdi>
      ))}
    </Banner>
  );
}
