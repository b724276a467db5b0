import type { ReactNode } from "react";

/**
 * What is not here yet, why, and what to do about it. An empty place always offers an act.
 * @param isPage true where it stands for the whole page: its title is then the page's heading.
 */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode; isPage?: boolean }) {
  const { title, children, action } = props;
  const Title = props.isPage ? "h1" : "p";
  return (
    <div className="flex flex-col items-start gap-2 rounded-md border border-line border-dashed px-4 py-6">
      <Title className="font-semibold">{title}</Title>
      {children && <div className="max-w-prose text-ink-soft">{children}</div>}
      {action && <div className="pt-1">{action}</div>}
    </div>
  );
}
