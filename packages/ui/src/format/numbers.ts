const DECIMALS_DEFAULT = 3;
const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

const fixed = (decimals: number) =>
  new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: true });
const formats = new Map<number, Intl.NumberFormat>();

/**
 * A number with exactly as many decimals as its point defines, so that the column lines up and no digit is claimed that
 * the instrument does not have. Without a definition: at most three decimals, and scientific outside 10⁻⁴…10⁹.
 */
export function formatNumber(value: number, decimals: number | null): string {
  if (decimals === null) {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3).replace("-", "−");
    return Number(value.toFixed(DECIMALS_DEFAULT))
      .toLocaleString("en", { maximumFractionDigits: DECIMALS_DEFAULT })
      .replace("-", "−");
  }
  let format = formats.get(decimals);
  if (format === undefined) {
    format = fixed(decimals);
    formats.set(decimals, format);
  }
  const text = format.format(value);
  return (/^-[0.,]*$/.test(text) ? text.slice(1) : text).replace("-", "−");
}

/** What a reading's value looks like as text: booleans as on/off, a position as latitude and longitude, null as a dash. */
export function formatValue(value: unknown, decimals: number | null): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return formatNumber(value, decimals);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return value;
  const { lat, lon } = value as { lat?: unknown; lon?: unknown };
  return typeof lat === "number" && typeof lon === "number"
    ? `${lat.toFixed(5)}, ${lon.toFixed(5)}`
    : JSON.stringify(value);
}

/** Bytes in decimal units (1 kB = 1000 B), as links and bills count them. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const scaled = bytes / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toFixed(scaled < 10 ? 1 : 0)} ${BYTE_UNITS[power]}`;
}

/** `1 device`, `2 devices`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
