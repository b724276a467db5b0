"use client";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isTyping } from "./is-typing";
import { CONTROL } from "./text-field";

/** A search box that `/` jumps to and Escape clears. `label` names it for those who do not see it. */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  // The caller's value comes back late (through the address bar): while one types, what was typed is the truth.
  const [text, setText] = useState(props.value);
  useEffect(() => {
    if (document.activeElement !== field.current) setText(props.value);
  }, [props.value]);
  const change = (value: string) => {
    setText(value);
    props.onChange(value);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className="relative min-w-0 grow sm:max-w-64">
      <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2 size-4 text-ink-faint" />
      <input
        ref={field}
        type="search"
        aria-label={props.label}
        aria-keyshortcuts="/"
        placeholder={props.placeholder ?? props.label}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          change("");
          event.currentTarget.blur();
        }}
        className={`${CONTROL} w-full pl-8`}
      />
    </div>
  );
}
