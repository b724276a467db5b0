type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const spell = (value: unknown): string =>
  value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);

/** What was and what became of it, field by field; fields that stayed the same are left out. */
export function Change({ before, after }: { before: unknown; after: unknown }) {
  const [was, is] = [isFields(before) ? before : {}, isFields(after) ? after : {}];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  return (
    <span className="block py-1 text-ink-soft text-sm">
      {changed.map((field, index) => (
        <span key={field}>
          {index > 0 && "; "}
          {field}: {field in was && <s>{spell(was[field])}</s>} {field in is && spell(is[field])}
        </span>
      ))}
    </span>
  );
}
