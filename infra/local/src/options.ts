import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { fault } from "@outstation/kit/fault";
import { defaultHardwarePorts, type HardwarePorts } from "../../../prisma/seed/demo-fleet";
import { optionTable } from "../options.mjs";
import { hardwarePortNames, type Ports } from "./ports";

export type UpOptions = {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly simulators: boolean;
};

const lastBase = 65_535 - hardwarePortNames.length + 1;

/** Ports in a row from `base`; each protocol's customary neighbourhood when none is given. */
const hardwarePorts = (base: number | undefined): HardwarePorts =>
  base === undefined
    ? defaultHardwarePorts
    : {
        acmeOpcUa: base,
        acmeBacnet: base + 1,
        acmeModbus: base + 2,
        globexOpcUa: base + 3,
        globexModbus: base + 4,
      };

function portOf(name: string, value: string, last = 65_535): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > last) {
    throw fault("local.option", `--${name} must be a whole number from 1 to ${last}, not "${value}".`);
  }
  return port;
}

/**
 * Reads the command line of `npm start`.
 * @returns "help" when help was asked for.
 * @throws Fault `local.option` with one sentence for an unknown or malformed option.
 */
export function parseOptions(args: readonly string[], cwd: string): UpOptions | "help" {
  const known = Object.fromEntries(
    optionTable.map(({ name, value }) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (reason) {
    const said = reason instanceof Error ? reason.message.split(/[.\n]/)[0] : String(reason);
    throw fault("local.option", `${said}. See npm start -- --help.`, {}, reason);
  }
  if (values.help === true) return "help";
  const text = (name: string): string => {
    const given = values[name];
    if (typeof given === "string") return given;
    return optionTable.find((option) => option.name === name)?.fallback ?? "";
  };
  const port = (name: string) => portOf(name, text(name));
  const base = values["hardware-port-base"];
  return {
    dataDir: resolve(cwd, text("data")),
    simulators: values["no-simulators"] !== true,
    ports: {
      web: port("web-port"),
      portal: port("portal-port"),
      mqtt: port("mqtt-port"),
      enrolment: port("enrolment-port"),
      postgres: port("postgres-port"),
      ...hardwarePorts(typeof base === "string" ? portOf("hardware-port-base", base, lastBase) : undefined),
    },
  };
}
