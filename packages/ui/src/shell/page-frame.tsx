import type { ReactNode } from "react";

/** A page outside the rooms: one thing to do, in the middle. */
export function PageFrame({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <main
      className={`mx-auto flex min-h-dvh w-full flex-col justify-center gap-6 px-4 py-8 pb-[12vh] ${wide ? "max-w-160" : "max-w-88"}`}
    >
      <div>
        <p className="font-semibold text-ink-soft">Outstation</p>
        <h1 className="font-semibold text-xl">{title}</h1>
      </div>
      {children}
    </main>
  );
}
