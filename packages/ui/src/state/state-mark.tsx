import type { ReactNode } from "react";

/** What a mark says of something's state. Shape and word always travel with the colour. */
export type Tone = "normal" | "warning" | "critical" | "stale" | "off";

const SHAPES: Readonly<Record<Tone, ReactNode>> = {
  normal: <circle cx="6" cy="6" r="4" fill="var(--ink-faint)" />,
  warning: <path d="M6 0.8 11.2 6 6 11.2 0.8 6Z" fill="var(--warning)" />,
  critical: <path d="M6 1 11.6 10.8H0.4Z" fill="var(--critical)" />,
  stale: <circle cx="6" cy="6" r="3.6" fill="none" stroke="var(--warning)" strokeWidth="1.8" />,
  off: <rect x="2" y="2" width="8" height="8" fill="none" stroke="var(--ink-faint)" strokeWidth="1.5" />,
};

/** A shape and a word: ● normal, ◆ warning, ▲ critical, ○ stale, ▢ off. Calm when normal: only the rest has colour. */
export function StateMark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <svg viewBox="0 0 12 12" className="size-3 shrink-0 self-center" aria-hidden="true">
        {SHAPES[tone]}
      </svg>
      <span className={tone === "normal" || tone === "off" ? "text-ink-soft" : "text-ink"}>{children}</span>
    </span>
  );
}
