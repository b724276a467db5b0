import type { Column } from "@outstation/ui/data/data-table";
import type { DeviceRow } from "./device-state";

type Selection = {
  readonly rows: readonly DeviceRow[];
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
};

/** A box in front of each row. It lies above the row's link, and x on the keyboard presses it. */
export const selectColumn = ({ selected, onChange }: Selection): Column<DeviceRow> => ({
  key: "select",
  header: "Select",
  headerHidden: true,
  from: "sm",
  className: "w-8",
  cell: ({ key, name }) => (
    <input
      type="checkbox"
      data-row-select
      aria-label={`Select ${name}`}
      checked={selected.has(key)}
      onChange={(event) => {
        const next = new Set(selected);
        if (event.target.checked) next.add(key);
        else next.delete(key);
        onChange(next);
      }}
      className="relative z-10 size-4 align-middle accent-[var(--accent)]"
    />
  ),
});
