"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

const SHOWN_MS = 1500;

/** A code, id or command in mono that copies itself when pressed. */
export function CopyText({ text, what, block = false }: { text: string; what: string; block?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={copied ? `Copied ${what}` : `Copy ${what} ${text}`}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
      className={`items-center gap-2 rounded-sm bg-sunken px-1.5 py-0.5 text-left font-mono text-ink-soft text-xs hover:text-ink ${
        block ? "flex w-full justify-between px-3 py-2" : "inline-flex max-w-full"
      }`}
    >
      <span className={block ? "whitespace-pre-wrap break-all" : "truncate"}>{text}</span>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
    </button>
  );
}
