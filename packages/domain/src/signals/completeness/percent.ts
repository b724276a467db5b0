/** How much of what was due came, from 0 to 100; null where nothing was due. Never 100 while anything is missing. */
export function percentOf(received: number, missing: number): number | null {
  const due = received + missing;
  if (due === 0) return null;
  return missing === 0 ? 100 : Math.min(99.99, (received / due) * 100);
}
