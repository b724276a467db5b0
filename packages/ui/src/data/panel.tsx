import { type ReactNode, useId } from "react";

/** A titled part of a page: a settings group, a list with its act. */
export function Panel(props: { title: string; says?: ReactNode; act?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <div>
          <h2 id={id} className="font-semibold text-lg">
            {props.title}
          </h2>
          {props.says && <p className="max-w-prose text-ink-soft">{props.says}</p>}
        </div>
        {props.act}
      </div>
      {props.children}
    </section>
  );
}
