"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useOverflow } from "./use-overflow";
import { useRowKeys } from "./use-row-keys";

export type Column<Row> = {
  readonly key: string;
  readonly header: string;
  /** The header is said to a screen reader and not shown, as over a column of boxes or verbs. */
  readonly headerHidden?: true;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers and times of a column line up on the right. */
  readonly align?: "right";
  readonly sortable?: boolean;
  /** Narrow screens leave the column out: below 640 px (`sm`), 1024 px (`lg`), 1280 px (`xl`) or 1536 px (`2xl`). */
  readonly from?: "sm" | "lg" | "xl" | "2xl";
  readonly className?: string;
};

export type Sort = { readonly key: string; readonly descending: boolean };

const FROM = { sm: "max-sm:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden", "2xl": "max-2xl:hidden" } as const;
const cellClass = <Row,>({ align, from, className = "" }: Column<Row>) =>
  `px-3 ${align === "right" ? "text-right" : "text-left"} ${from === undefined ? "" : FROM[from]} ${className}`;

/**
 * The one list pattern: 32 px rows, sticky header, j/k from row to row. Every row holds one element with
 * `data-row-focus` (its link or checkbox), which takes the focus, so that Enter does what a press does.
 */
export function DataTable<Row>(props: {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTestId?: (row: Row) => string;
  isSelected?: (row: Row) => boolean;
  columns: readonly Column<Row>[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) {
  const body = useRowKeys();
  const [place, overflows] = useOverflow();
  const scrolling = overflows ? { role: "region", tabIndex: 0, "aria-label": props.label } : {};
  return (
    <div ref={place} {...scrolling} className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="w-full border-collapse">
        <caption className="sr-only">{props.label}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {props.rows.map((row) => (
            <tr
              key={props.rowKey(row)}
              data-testid={props.rowTestId?.(row)}
              data-selected={props.isSelected?.(row) || undefined}
              className="relative h-8 border-line border-t focus-within:bg-accent-ground hover:bg-sunken data-selected:bg-accent-ground"
            >
              {props.columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeaderCell<Row>(props: {
  column: Column<Row>;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
}) {
  const { column, sort, onSort } = props;
  const active = sort?.key === column.key;
  const Arrow = active && sort.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={active ? (sort.descending ? "descending" : "ascending") : undefined}
      className={`sticky top-0 h-8 whitespace-nowrap bg-surface font-normal text-ink-soft text-sm ${cellClass(column)}`}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 hover:text-ink"
          onClick={() => onSort({ key: column.key, descending: active && !sort.descending })}
        >
          {column.header}
          {active && <Arrow aria-hidden="true" className="size-3.5" />}
        </button>
      ) : (
        <span className={column.headerHidden ? "sr-only" : ""}>{column.header}</span>
      )}
    </th>
  );
}
