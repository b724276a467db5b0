/** Keeps the layout while rows load. Says "Loading" to a screen reader. */
export function SkeletonRows({ rows, rowHeight = 32 }: { rows: number; rowHeight?: number }) {
  return (
    <div aria-busy="true" className="rounded-md border border-line bg-surface">
      <span className="sr-only" role="status">
        Loading
      </span>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are identical and never move
          key={row}
          style={{ height: rowHeight }}
          className="flex items-center border-line border-b px-3 last:border-b-0"
        >
          <div className="h-2.5 rounded-sm bg-sunken" style={{ width: `${30 + ((row * 37) % 50)}%` }} />
        </div>
      ))}
    </div>
  );
}

/** Keeps the place of one block, such as a chart. */
export function SkeletonBlock({ height }: { height: number }) {
  return <div aria-busy="true" style={{ height }} className="w-full rounded-md bg-sunken" />;
}
