import { fault } from "./fault";

/** One variable a process reads: how to read it, and what it is when it is not set. */
export type Variable<T> = {
  readonly read: (text: string) => T;
  readonly fallback: T | undefined;
  readonly expects: string;
};

const variable = <T>(expects: string, read: (text: string) => T, fallback: T | undefined): Variable<T> => ({
  expects,
  read,
  fallback,
});

const whole = (text: string): number => {
  if (!/^-?\d+$/.test(text)) throw new Error("not a whole number");
  return Number(text);
};

/** Any text; required unless a fallback is given. */
export const text = (fallback?: string) => variable("text", (value) => value, fallback);
/** A whole number; the name of the variable carries its unit. */
export const integer = (fallback?: number) => variable("a whole number", whole, fallback);
/** Milliseconds; name the variable `…_MS`. */
export const millis = (fallback?: number) => variable("a whole number of milliseconds", whole, fallback);
/** One of a few words. */
export const oneOf = <const T extends string>(words: readonly T[], fallback?: NoInfer<T>) =>
  variable<T>(
    `one of ${words.join(", ")}`,
    (value) => {
      const known = words.find((word) => word === value);
      if (known === undefined) throw new Error("not one of them");
      return known;
    },
    fallback,
  );
/** A TCP port. */
export const port = (fallback?: number) =>
  variable(
    "a port from 1 to 65535",
    (value) => {
      const number = whole(value);
      if (number < 1 || number > 65_535) throw new Error("out of range");
      return number;
    },
    fallback,
  );

/**
 * Reads the variables a process declares, once, at boot.
 * @throws Fault `env.invalid` naming every variable that is missing or malformed.
 */
export function readEnv<T extends Record<string, unknown>>(
  variables: { [K in keyof T]: Variable<T[K]> },
  source: Readonly<Record<string, string | undefined>> = process.env,
): T {
  const problems: string[] = [];
  const values: Partial<T> = {};
  for (const name of Object.keys(variables) as (keyof T & string)[]) {
    const { read, fallback, expects } = variables[name];
    const raw = source[name];
    if (raw === undefined || raw === "") {
      if (fallback === undefined) problems.push(`${name} is not set; it must be ${expects}`);
      else values[name] = fallback;
      continue;
    }
    try {
      values[name] = read(raw);
    } catch {
      problems.push(`${name} is "${raw}"; it must be ${expects}`);
    }
  }
  if (problems.length > 0) throw fault("env.invalid", problems.join(". "));
  return values as T;
}

/** The whole environment, for handing on to a child process with additions. */
export const inheritedEnv = (additions: Readonly<Record<string, string>>): Record<string, string | undefined> => ({
  ...process.env,
  ...additions,
});
