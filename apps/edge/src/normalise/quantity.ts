import { unitConversion } from "@outstation/contracts/edge/reporting-units";

export type Quantity = {
  readonly scale?: number | undefined;
  readonly offset?: number | undefined;
  readonly unit?: string | undefined;
  readonly sourceUnit?: string | undefined;
};

/** A number of the source as a number of the point, or why that cannot be had. */
export type ToPoint = (number: number) => number | { readonly problem: string };

/**
 * `number × scale + offset`, then from the source's unit to the point's. The result is rounded to 12 significant digits, so
 * that 0.1 × 3 is 0.3; a number that nothing is done to stays as it is.
 */
export function quantity({ scale = 1, offset = 0, unit, sourceUnit }: Quantity): ToPoint {
  const conversion =
    sourceUnit === undefined || sourceUnit === unit ? { factor: 1, offset: 0 } : unitConversion(sourceUnit, unit ?? "");
  if ("problem" in conversion) return () => conversion;
  const { factor, offset: zero } = conversion;
  if (scale === 1 && offset === 0 && factor === 1 && zero === 0) return (number) => number;
  return (number) => {
    const scaled = number * scale;
    const product = (scaled + offset) * factor;
    return rounded(product + zero, Math.max(Math.abs(scaled * factor), Math.abs(offset * factor), Math.abs(zero)));
  };
}

/** To 12 significant digits of the largest number that went in: 32 °F is 0 °C and not what is left over of 273.15. */
function rounded(result: number, largest: number): number {
  if (!Number.isFinite(result) || largest === 0) return result;
  const decimals = 11 - Math.floor(Math.log10(largest));
  const near = decimals > 0 && decimals <= 100 ? Number(result.toFixed(decimals)) : result;
  return Number(near.toPrecision(12)) + 0;
}
