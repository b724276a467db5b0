/** UCUM codes whose printed form differs from the code (The Unified Code for Units of Measure, 2.2, tables 2 to 22). */
const PRINTED: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[degF]": "°F",
  K: "K",
  Ohm: "Ω",
  kOhm: "kΩ",
  deg: "°",
  "[pH]": "pH",
  "[psi]": "psi",
  "[gal_us]": "gal",
  "[ppm]": "ppm",
  "[ppth]": "‰",
  um: "µm",
  us: "µs",
  uA: "µA",
  uV: "µV",
  "1": "",
  "{count}": "",
  "W.h": "Wh",
  "kW.h": "kWh",
  "MW.h": "MWh",
};
const SUPERSCRIPT: Readonly<Record<string, string>> = { "2": "²", "3": "³" };

/** How a UCUM unit is printed: `Cel` → `°C`, `m3/h` → `m³/h`, `{bottles}/min` → `bottles/min`. Empty for none. */
export function unitLabel(ucum: string | null | undefined): string {
  if (!ucum) return "";
  const whole = PRINTED[ucum];
  if (whole !== undefined) return whole;
  return ucum
    .split("/")
    .map(
      (part) =>
        PRINTED[part] ??
        part
          .replace(/[{}]/g, "")
          .replaceAll(".", "·")
          .replace(/([a-zA-Zµ])([23])(?!\d)/g, (_, letter, power) => letter + SUPERSCRIPT[power]),
    )
    .map((part, index) => (index > 0 && part === "" ? "1" : part))
    .join("/");
}
