import type { ReactNode } from "react";

/** What is not here yet, why, and what to do about it. An empty place always offers an act. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-2 rounded-md border border-line border-dashed px-4 py-6">
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-prose text-ink-soft">{children}</div>}
      {action && <div className="pt-1">{action}</div>}
    </div>
  );
}
