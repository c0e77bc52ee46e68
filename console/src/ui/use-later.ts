import { useEffect, useState } from 'react';

/** A value that follows another once that has stood still for a while. */
export function useLater<T>(value: T, waitMs: number): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(value), waitMs);
    return () => window.clearTimeout(timer);
  }, [value, waitMs]);
  return later;
}
