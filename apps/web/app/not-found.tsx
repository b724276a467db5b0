import { BUTTON_PLAIN } from "@outstation/ui/form/button";
import { EmptyState } from "@outstation/ui/state/empty-state";
import Link from "next/link";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <EmptyState
        isPage
        title="There is no page at this address"
        action={
          <Link href="/" className={BUTTON_PLAIN}>
            Go to the overview
          </Link>
        }
      >
        It was moved, or it never existed, or it belongs to another tenant.
      </EmptyState>
    </main>
  );
}
