import type { ComponentProps } from "react";

export const BUTTON =
  "inline-flex h-8 items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-3 font-medium transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-60";
export const BUTTON_PRIMARY = `${BUTTON} bg-accent text-accent-ink hover:brightness-110`;
export const BUTTON_PLAIN = `${BUTTON} border border-line-strong bg-surface text-ink hover:bg-sunken`;

/** A verb to press. One primary button to a view at most. */
export function Button({ primary = false, className = "", ...rest }: ComponentProps<"button"> & { primary?: boolean }) {
  return <button type="button" {...rest} className={`${primary ? BUTTON_PRIMARY : BUTTON_PLAIN} ${className}`} />;
}
