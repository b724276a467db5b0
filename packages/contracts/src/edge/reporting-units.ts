/**
 * Units of measure in UCUM's case-sensitive spelling (The Unified Code for Units of Measure, version 2.2), those that
 * buildings and machines use: enough to convert and to say why not. Logarithmic ones (pH, dB) are not converted.
 */

/** Exponents of metre, gram, second, radian, kelvin, coulomb, candela: the base units of UCUM. */
type Dimension = readonly [number, number, number, number, number, number, number];
type Unit = {
  readonly factor: number;
  readonly dimension: Dimension /** Added after the factor: temperatures alone. */;
  readonly zero: number;
};

const NONE: Dimension = [0, 0, 0, 0, 0, 0, 0];
const LENGTH: Dimension = [1, 0, 0, 0, 0, 0, 0];
const MASS: Dimension = [0, 1, 0, 0, 0, 0, 0];
const TIME: Dimension = [0, 0, 1, 0, 0, 0, 0];
const ANGLE: Dimension = [0, 0, 0, 1, 0, 0, 0];
const TEMPERATURE: Dimension = [0, 0, 0, 0, 1, 0, 0];
const CHARGE: Dimension = [0, 0, 0, 0, 0, 1, 0];
const LIGHT: Dimension = [0, 0, 0, 0, 0, 0, 1];
const VOLUME: Dimension = [3, 0, 0, 0, 0, 0, 0];
const FREQUENCY: Dimension = [0, 0, -1, 0, 0, 0, 0];
const FORCE: Dimension = [1, 1, -2, 0, 0, 0, 0];
const PRESSURE: Dimension = [-1, 1, -2, 0, 0, 0, 0];
const ENERGY: Dimension = [2, 1, -2, 0, 0, 0, 0];
const POWER: Dimension = [2, 1, -3, 0, 0, 0, 0];
const CURRENT: Dimension = [0, 0, -1, 0, 0, 1, 0];
const VOLTAGE: Dimension = [2, 1, -2, 0, 0, -1, 0];
const RESISTANCE: Dimension = [2, 1, -1, 0, 0, -2, 0];
const CONDUCTANCE: Dimension = [-2, -1, 1, 0, 0, 2, 0];

type Atom = readonly [
  factor: number,
  dimension: Dimension,
  options?: { readonly metric?: true; readonly zero?: number },
];
const metric = { metric: true } as const;

/** Table 1 to 10 of UCUM. Factors are in UCUM's base units, so a newton is 1,000 g·m/s². */
const ATOMS: ReadonlyMap<string, Atom> = new Map<string, Atom>([
  ["1", [1, NONE]],
  ["10*", [10, NONE]],
  ["10^", [10, NONE]],
  ["%", [0.01, NONE]],
  ["[ppth]", [1e-3, NONE]],
  ["[ppm]", [1e-6, NONE]],
  ["[ppb]", [1e-9, NONE]],
  ["[pi]", [Math.PI, NONE]],
  ["mol", [6.02214076e23, NONE, metric]],
  ["rad", [1, ANGLE, metric]],
  ["deg", [Math.PI / 180, ANGLE]],
  ["gon", [Math.PI / 200, ANGLE]],
  ["circ", [2 * Math.PI, ANGLE]],
  ["sr", [1, [0, 0, 0, 2, 0, 0, 0], metric]],
  ["s", [1, TIME, metric]],
  ["min", [60, TIME]],
  ["h", [3600, TIME]],
  ["d", [86_400, TIME]],
  ["wk", [604_800, TIME]],
  ["mo", [2_629_800, TIME]],
  ["a", [31_557_600, TIME]],
  ["Hz", [1, FREQUENCY, metric]],
  ["Bq", [1, FREQUENCY, metric]],
  ["m", [1, LENGTH, metric]],
  ["[in_i]", [0.0254, LENGTH]],
  ["[ft_i]", [0.3048, LENGTH]],
  ["[yd_i]", [0.9144, LENGTH]],
  ["[mi_i]", [1609.344, LENGTH]],
  ["[nmi_i]", [1852, LENGTH]],
  ["[kn_i]", [1852 / 3600, [1, 0, -1, 0, 0, 0, 0]]],
  ["g", [1, MASS, metric]],
  ["t", [1e6, MASS, metric]],
  ["[lb_av]", [453.59237, MASS]],
  ["[oz_av]", [28.349523125, MASS]],
  ["L", [1e-3, VOLUME, metric]],
  ["l", [1e-3, VOLUME, metric]],
  ["[cft_i]", [0.028316846592, VOLUME]],
  ["[gal_us]", [0.003785411784, VOLUME]],
  ["[gal_br]", [0.00454609, VOLUME]],
  ["[bbl_us]", [0.158987294928, VOLUME]],
  ["ar", [100, [2, 0, 0, 0, 0, 0, 0], metric]],
  ["K", [1, TEMPERATURE, metric]],
  ["Cel", [1, TEMPERATURE, { zero: 273.15 }]],
  ["[degF]", [5 / 9, TEMPERATURE, { zero: 273.15 - (32 * 5) / 9 }]],
  ["[degR]", [5 / 9, TEMPERATURE]],
  ["N", [1e3, FORCE, metric]],
  ["[lbf_av]", [4448.2216152605, FORCE]],
  ["Pa", [1e3, PRESSURE, metric]],
  ["bar", [1e8, PRESSURE, metric]],
  ["atm", [101_325_000, PRESSURE]],
  ["m[H2O]", [9_806_650, PRESSURE, metric]],
  ["m[Hg]", [133_322_000, PRESSURE, metric]],
  ["[in_i'H2O]", [9_806_650 * 0.0254, PRESSURE]],
  ["[in_i'Hg]", [133_322_000 * 0.0254, PRESSURE]],
  ["[psi]", [6_894_757.293168, PRESSURE]],
  ["J", [1e3, ENERGY, metric]],
  ["eV", [1.602176634e-16, ENERGY, metric]],
  ["cal", [4184, ENERGY, metric]],
  ["[Btu_IT]", [1_055_055.85262, ENERGY]],
  ["W", [1e3, POWER, metric]],
  ["[HP]", [745_699.87158227, POWER]],
  ["C", [1, CHARGE, metric]],
  ["A", [1, CURRENT, metric]],
  ["V", [1e3, VOLTAGE, metric]],
  ["Ohm", [1e3, RESISTANCE, metric]],
  ["S", [1e-3, CONDUCTANCE, metric]],
  ["F", [1e-3, [-2, -1, 2, 0, 0, 2, 0], metric]],
  ["Wb", [1e3, [2, 1, -1, 0, 0, -1, 0], metric]],
  ["T", [1e3, [0, 1, -1, 0, 0, -1, 0], metric]],
  ["H", [1e3, [2, 1, 0, 0, 0, -2, 0], metric]],
  ["cd", [1, LIGHT, metric]],
  ["lm", [1, [0, 0, 0, 2, 0, 0, 1], metric]],
  ["lx", [1, [-2, 0, 0, 2, 0, 0, 1], metric]],
]);

const PREFIXES: ReadonlyMap<string, number> = new Map([
  ...["y", "z", "a", "f", "p", "n", "u", "m"].map((name, index) => [name, 10 ** (3 * (index - 8))] as const),
  ...["k", "M", "G", "T", "P", "E", "Z", "Y"].map((name, index) => [name, 10 ** (3 * (index + 1))] as const),
  ...([
    ["c", 1e-2],
    ["d", 1e-1],
    ["da", 1e1],
    ["h", 1e2],
  ] as const),
]);

const power = ({ factor, dimension }: Unit, exponent: number): Unit => ({
  factor: factor ** exponent,
  dimension: dimension.map((value) => value * exponent) as unknown as Dimension,
  zero: 0,
});
const product = (a: Unit, b: Unit): Unit => ({
  factor: a.factor * b.factor,
  dimension: a.dimension.map((value, index) => value + (b.dimension[index] ?? 0)) as unknown as Dimension,
  zero: 0,
});

const ONE: Unit = { factor: 1, dimension: NONE, zero: 0 };

/** @returns null where the text is no unit of this table. */
function parseUnit(text: string): Unit | null {
  // An annotation alone stands for one; on a unit it says nothing (UCUM, 6).
  const plain = text.replaceAll(/(^|[./(])\{[^{}]*\}/g, "$11").replaceAll(/\{[^{}]*\}/g, "");
  return plain === "" ? null : parseTerm(plain);
}

/** `term = [ "/" ] component { ("." | "/") component }`, from left to right, as UCUM's grammar has it. */
function parseTerm(text: string): Unit | null {
  let result: Unit | null = null;
  let sign = text.startsWith("/") ? -1 : 1;
  let rest = sign === -1 ? text.slice(1) : text;
  for (;;) {
    const end = componentEnd(rest);
    const unit = parseComponent(rest.slice(0, end));
    if (unit === null) return null;
    // A lone unit keeps its zero; no product has one.
    const isAlone: boolean = result === null && sign === 1;
    result = isAlone ? unit : product(result ?? ONE, power(unit, sign));
    if (end === rest.length) return result;
    sign = rest[end] === "/" ? -1 : 1;
    rest = rest.slice(end + 1);
  }
}

/** Up to the next operator outside of brackets of both kinds. */
function componentEnd(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if ("([".includes(character)) depth += 1;
    else if (")]".includes(character)) depth -= 1;
    else if (depth === 0 && "./".includes(character)) return index;
  }
  return text.length;
}

function parseComponent(text: string): Unit | null {
  if (text.startsWith("(")) return text.endsWith(")") ? parseTerm(text.slice(1, -1)) : null;
  const whole = atom(text);
  if (whole !== null) return whole;
  const match = /^(.*?[^\d+-])([+-]?\d+)$/.exec(text);
  const [, name, exponent] = match ?? [];
  if (name !== undefined && exponent !== undefined) {
    const base = atom(name);
    return base === null ? null : power(base, Number(exponent));
  }
  return /^\d+$/.test(text) ? { ...ONE, factor: Number(text) } : null;
}

function atom(name: string): Unit | null {
  const own = ATOMS.get(name);
  if (own !== undefined) return { factor: own[0], dimension: own[1], zero: own[2]?.zero ?? 0 };
  for (const length of [1, 2]) {
    const prefix = PREFIXES.get(name.slice(0, length));
    const base = ATOMS.get(name.slice(length));
    if (prefix !== undefined && base?.[2]?.metric === true)
      return { factor: prefix * base[0], dimension: base[1], zero: 0 };
  }
  return null;
}

/** `y = x × factor + offset` from one unit to another. */
export type UnitConversion = { readonly factor: number; readonly offset: number };

/**
 * How a value in one unit becomes one in the other.
 * @param from UCUM, such as `[degF]`
 * @param to UCUM, such as `Cel`
 * @returns the conversion, or a sentence that says why there is none.
 */
export function unitConversion(from: string, to: string): UnitConversion | { readonly problem: string } {
  const [source, target] = [parseUnit(from), parseUnit(to)];
  if (source === null) return { problem: `${from} is no unit that can be converted` };
  if (target === null) return { problem: `${to} is no unit that can be converted` };
  if (source.dimension.some((value, index) => value !== target.dimension[index]))
    return { problem: `${from} cannot be converted to ${to}: they measure different things` };
  return { factor: source.factor / target.factor, offset: (source.zero - target.zero) / target.factor };
}
