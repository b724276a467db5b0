import type { ReactNode } from "react";

/** A titled group of facts beside a device. */
export function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="border-line border-b pb-1 font-semibold">{title}</h2>
      <dl>{children}</dl>
    </section>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-3 border-line border-b py-1">
      <dt className="shrink-0 text-ink-soft">{name}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
