import type { Column } from "@outstation/ui/data/data-table";
import { formatBytes } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { type Kept, stateWords } from "./quarantine-message";

type Options = {
  /** A message is open beside the list. */
  readonly isNarrow: boolean;
  /** Null: nothing can be selected. */
  readonly selected: ReadonlySet<string> | null;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onOpen: (id: string) => void;
};

export const quarantineColumns = ({ isNarrow, selected, onSelect, onOpen }: Options): Column<Kept>[] => [
  ...(selected === null ? [] : [selectColumn(selected, onSelect)]),
  {
    key: "at",
    header: "Received",
    cell: ({ id, receivedAt }) => (
      <button type="button" data-row-focus className="after:absolute after:inset-0" onClick={() => onOpen(id)}>
        <TimeAgo at={receivedAt} timeZone="UTC" short={isNarrow} />
      </button>
    ),
  },
  {
    key: "sender",
    header: "Sender",
    className: "max-w-56",
    cell: ({ deviceKey }) => <span className="block truncate font-mono text-xs">{deviceKey}</span>,
  },
  {
    key: "code",
    header: "Reason",
    cell: ({ code }) => <span className="whitespace-nowrap font-mono text-xs">{code}</span>,
  },
  ...(isNarrow
    ? []
    : [
        {
          key: "message",
          header: "In words",
          from: "lg",
          className: "max-w-120",
          cell: ({ message }) => <span className="block truncate text-ink-soft">{message}</span>,
        } satisfies Column<Kept>,
        {
          key: "bytes",
          header: "Size",
          align: "right",
          from: "xl",
          cell: ({ bytes }) => formatBytes(bytes),
        } satisfies Column<Kept>,
      ]),
  {
    key: "state",
    header: "State",
    from: "sm",
    cell: (message) => {
      const { tone, words } = stateWords(message);
      return <StateMark tone={tone}>{words}</StateMark>;
    },
  },
];

/** A box in front of each row. It lies above the row's link, and x on the keyboard presses it. */
const selectColumn = (
  selected: ReadonlySet<string>,
  onChange: (selected: ReadonlySet<string>) => void,
): Column<Kept> => ({
  key: "select",
  header: "Select",
  headerHidden: true,
  from: "sm",
  className: "w-8",
  cell: ({ id, deviceKey, code }) => (
    <input
      type="checkbox"
      data-row-select
      aria-label={`Select ${code} of ${deviceKey}`}
      checked={selected.has(id)}
      onChange={(event) => {
        const next = new Set(selected);
        if (event.target.checked) next.add(id);
        else next.delete(id);
        onChange(next);
      }}
      className="relative z-10 size-4 align-middle accent-[var(--accent)]"
    />
  ),
});
