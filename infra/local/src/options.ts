import { resolve } from "node:path";
import { fault } from "@outstation/kit/fault";
import { defaultHardwarePorts, type HardwarePorts } from "../../../prisma/seed/demo-fleet";
import { readOptions } from "../options.mjs";
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

function heard(args: readonly string[]) {
  try {
    return readOptions(args);
  } catch (reason) {
    throw fault("local.option", reason instanceof Error ? reason.message : String(reason), {}, reason);
  }
}

/**
 * Reads the command line of `npm start`.
 * @returns "help" when help was asked for.
 * @throws Fault `local.option` with one sentence for an unknown or malformed option.
 */
export function parseOptions(args: readonly string[], cwd: string): UpOptions | "help" {
  const values = heard(args);
  if (values.help === true) return "help";
  const text = (name: string): string => String(values[name] ?? "");
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
      renewal: port("renewal-port"),
      crl: port("crl-port"),
      postgres: port("postgres-port"),
      ...hardwarePorts(typeof base === "string" ? portOf("hardware-port-base", base, lastBase) : undefined),
    },
  };
}
