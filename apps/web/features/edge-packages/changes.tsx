import type { PackageChange } from "./edge-package";

const SHOWN_MAX = 100;

/** What is different, line by line: what goes is struck, what comes stands beside it. */
export function Changes({ changes, none }: { changes: readonly PackageChange[]; none: string }) {
  if (changes.length === 0) return <p className="text-ink-soft">{none}</p>;
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">Changes</caption>
        <thead>
          <tr className="text-left text-ink-soft">
            <th className="px-3 py-1 font-normal">Where</th>
            <th className="px-3 py-1 font-normal">Was</th>
            <th className="px-3 py-1 font-normal">Becomes</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, SHOWN_MAX).map(({ where, before, after }) => (
            <tr key={where} className="border-line border-t align-top">
              <td className="px-3 py-1 font-mono text-xs">{where}</td>
              <td className="break-all px-3 py-1 font-mono text-ink-soft text-xs line-through decoration-ink-faint">
                {before ?? ""}
              </td>
              <td className="break-all px-3 py-1 font-mono text-xs">
                {after ?? <span className="text-ink-soft">taken out</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > SHOWN_MAX && (
        <p className="border-line border-t px-3 py-1 text-ink-soft text-sm">{`and ${changes.length - SHOWN_MAX} more`}</p>
      )}
    </div>
  );
}
