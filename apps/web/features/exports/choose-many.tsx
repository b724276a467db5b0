"use client";
import { count } from "@outstation/ui/format/numbers";

export type ManyChoice = { readonly key: string; readonly name: string };

/** Some of many, each with a box; all or none with one press. */
export function ChooseMany(props: {
  label: string;
  what: string;
  choices: readonly ManyChoice[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { label, what, choices, chosen, onChange } = props;
  const isAll = choices.length > 0 && choices.every(({ key }) => chosen.has(key));
  const toggle = (key: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(key);
    else next.delete(key);
    onChange(next);
  };
  const toggleAll = () => {
    const next = new Set(chosen);
    for (const { key } of choices)
      if (isAll) next.delete(key);
      else next.add(key);
    onChange(next);
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 flex w-full items-baseline justify-between gap-2">
        <span>{label}</span>
        <span className="text-ink-faint text-sm">{count(chosen.size, what)} chosen</span>
      </legend>
      <div className="max-h-48 overflow-y-auto rounded-md border border-line-strong">
        {choices.map(({ key, name }) => (
          <label key={key} className="flex h-8 items-center gap-2 px-2 hover:bg-sunken">
            <input
              type="checkbox"
              checked={chosen.has(key)}
              onChange={(event) => toggle(key, event.target.checked)}
              className="size-4 accent-[var(--accent)]"
            />
            <span className="truncate">{name}</span>
            {name !== key && <span className="ml-auto truncate font-mono text-ink-faint text-xs">{key}</span>}
          </label>
        ))}
        {choices.length === 0 && <p className="px-2 py-1 text-ink-faint">None match.</p>}
      </div>
      {choices.length > 1 && (
        <button type="button" className="link w-fit text-sm" onClick={toggleAll}>
          {isAll ? "None of these" : "All of these"}
        </button>
      )}
    </fieldset>
  );
}
