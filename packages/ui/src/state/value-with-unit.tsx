import { formatValue } from "../format/numbers";
import { unitLabel } from "../format/units";

/** A value with the digits its point defines, and its unit (UCUM) in a lighter tone. */
export function ValueWithUnit(props: { value: unknown; unit?: string | null; decimals?: number | null }) {
  const unit = typeof props.value === "number" ? unitLabel(props.unit) : "";
  return (
    <span className="whitespace-nowrap">
      <span className="font-medium">{formatValue(props.value, props.decimals ?? null)}</span>
      {unit !== "" && <span className="font-normal text-ink-faint"> {unit}</span>}
    </span>
  );
}
