import { Check } from "lucide-react";

/** A cell that is so or not: a check or a dash, and the word for who does not see it. */
export function YesNo({ yes }: { yes: boolean }) {
  return yes ? (
    <Check role="img" aria-label="yes" className="size-4" />
  ) : (
    <span className="text-ink-faint">
      <span className="sr-only">no</span>
      <span aria-hidden="true">–</span>
    </span>
  );
}
