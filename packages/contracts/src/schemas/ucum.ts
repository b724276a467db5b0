/**
 * Whether a text is a unit of UCUM, case sensitive (The Unified Code for Units of Measure 2.1, section 2.1), such as `Cel`, `kW.h`,
 * `m3/h`, `/min` or `{pulses}`. Symbols in brackets are taken as they are; the others must be of UCUM's tables, so that `kWh`,
 * `°C` and `mm2/s2 ` are found out.
 */
export function isUcum(text: string): boolean {
  if (text.length === 0 || text.length > UNIT_LENGTH_MAX || !/^[!-~]+$/.test(text)) return false;
  const rest = term(text.startsWith("/") ? text.slice(1) : text, 0);
  return rest === "";
}

export const UNIT_LENGTH_MAX = 64;
const DEPTH_MAX = 8;

/** Each reads one thing from the front and returns what is left, or null where it is not there. */
function term(text: string, depth: number): string | null {
  let rest = component(text, depth);
  while (rest !== null && /^[./]/.test(rest)) rest = component(rest.slice(1), depth);
  return rest;
}

function component(text: string, depth: number): string | null {
  if (text.startsWith("(")) {
    const inner = depth < DEPTH_MAX ? term(text.slice(1), depth + 1) : null;
    return inner?.startsWith(")") ? inner.slice(1) : null;
  }
  const annotation = /^\{[^{}]*\}/.exec(text);
  if (annotation) return text.slice(annotation[0].length);
  const simple = SIMPLE.exec(text);
  if (simple === null) return null;
  const [whole, , symbol] = simple;
  return symbol === undefined || isSymbol(symbol) ? text.slice(whole.length) : null;
}

/** A power of ten or a number, or a symbol with its exponent; either with an annotation. */
const SIMPLE = /^(?:(10[*^][+-]?\d+|\d+)|((?:[A-Za-z%'_]|\[[^[\]]+\])+)([+-]?\d+)?)(?:\{[^{}]*\})?/;

const PREFIXES = ["da", "Ki", "Mi", "Gi", "Ti", ..."YZEPTGMkhdcmunpfazy"];
/** Tables 1, 2, 4, 6 and 8 to 25 of UCUM, without brackets: those that take a prefix, and those that do not. */
const METRIC = new Set(
  `m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc
  cal Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM Np B bit By Bd kat U st tex eq osm g%`.split(/\s+/),
);
const PLAIN = new Set(`% min h d a a_t a_j a_g mo mo_s mo_j mo_g wk deg gon ' '' circ sph atm AU`.split(/\s+/));

function isSymbol(symbol: string): boolean {
  if (symbol.endsWith("]")) return isBracketed(symbol);
  return METRIC.has(symbol) || PLAIN.has(symbol) || PREFIXES.some((prefix) => isPrefixed(symbol, prefix));
}
const isPrefixed = (symbol: string, prefix: string) =>
  symbol.startsWith(prefix) && METRIC.has(symbol.slice(prefix.length));

/** `[in_i]`, and with a letter or a prefix before it `m[Hg]`, `mm[Hg]`, `B[SPL]`, `dB[V]`. */
function isBracketed(symbol: string): boolean {
  const before = symbol.slice(0, symbol.indexOf("["));
  return before === "" || before === "k" || isSymbol(before);
}
