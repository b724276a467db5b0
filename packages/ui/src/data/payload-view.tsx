import { bytesOf, hexRows, payloadText } from "../format/payload";

/** The raw bytes, as text or as hexadecimal. */
export function PayloadView({ payload, view }: { payload: string; view: "text" | "hex" }) {
  const bytes = bytesOf(payload);
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-5"
    >
      {view === "text"
        ? payloadText(bytes)
        : hexRows(bytes).map(({ offset, hex, text }) => (
            <div key={offset}>
              <span className="text-ink-faint">{offset}</span> {hex.padEnd(47)}{" "}
              <span className="text-ink-soft">{text}</span>
            </div>
          ))}
    </pre>
  );
}
