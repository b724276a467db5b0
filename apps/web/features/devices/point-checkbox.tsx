/** Puts a point into the chart and takes it out. Space, Enter and x do so from the keyboard. */
export function PointCheckbox(props: { name: string; checked: boolean; onToggle: (name: string) => void }) {
  const { name, checked, onToggle } = props;
  return (
    <label className="flex min-w-0 cursor-pointer items-center gap-2 max-sm:whitespace-normal after:absolute after:inset-0">
      <input
        type="checkbox"
        data-row-focus
        aria-label={`Chart ${name}`}
        aria-keyshortcuts="x Enter"
        checked={checked}
        onChange={() => onToggle(name)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== "x") return;
          event.preventDefault();
          onToggle(name);
        }}
        className="size-3.5 shrink-0 accent-accent"
      />
      <span className="font-mono text-sm max-sm:break-all max-sm:py-1 max-sm:leading-4 sm:truncate">{name}</span>
    </label>
  );
}
