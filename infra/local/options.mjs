// The options of `npm start`, in plain JavaScript: `--help` must work before anything is installed.
import { parseArgs } from "node:util";

/** @type {readonly { name: string, value?: string, fallback?: string, help: string }[]} */
export const optionTable = [
  { name: "data", value: "folder", fallback: "./data", help: "where the database, keys and logs are kept" },
  { name: "web-port", value: "port", fallback: "3000", help: "the web app (HTTP)" },
  { name: "portal-port", value: "port", fallback: "3001", help: "the developer portal (HTTP)" },
  { name: "mqtt-port", value: "port", fallback: "8883", help: "the MQTT broker (TLS, client certificates required)" },
  { name: "enrolment-port", value: "port", fallback: "8443", help: "device enrolment (HTTPS)" },
  { name: "renewal-port", value: "port", fallback: "8444", help: "certificate renewal (HTTPS, client certificates)" },
  { name: "crl-port", value: "port", fallback: "8081", help: "the list of revoked certificates (HTTP)" },
  {
    name: "postgres-port",
    value: "port",
    fallback: "54329",
    help: "the embedded Postgres; unused when DATABASE_URL is set",
  },
  {
    name: "hardware-port-base",
    value: "port",
    help: "first of five ports in a row for the simulated hardware (default 48400, 48401, 47901, 5020, 5021)",
  },
  { name: "no-simulators", help: "start without the simulated hardware and its two gateways" },
  { name: "help", help: "print this and end" },
];

/** What `npm start -- --help` prints. */
export function helpText() {
  const rows = optionTable.map(({ name, value, fallback, help }) => [
    `  --${name}${value === undefined ? "" : ` <${value}>`}`,
    fallback === undefined ? help : `${help} (default ${fallback})`,
  ]);
  const width = Math.max(...rows.map(([option]) => option.length)) + 2;
  return [
    "npm start -- [options]",
    "",
    "Starts Outstation on this machine: Postgres, the broker, the pipeline, the web app, the portal, two demo tenants",
    "and simulated hardware. Everything listens on 127.0.0.1. Ctrl-C stops it; the data folder keeps its state.",
    "",
    ...rows.map(([option, help]) => `${option.padEnd(width)}${help}`),
    "",
    "Environment: DATABASE_URL, a Postgres 18+ superuser address, replaces the embedded Postgres.",
    "",
  ].join("\n");
}

/**
 * Reads a command line: each option's text, true for one without a value, and the defaults.
 * @throws Error with one sentence for an unknown or malformed option.
 */
export function readOptions(args) {
  const options = Object.fromEntries(
    optionTable.map(({ name, value, fallback }) => [
      name,
      { type: value === undefined ? "boolean" : "string", ...(fallback === undefined ? {} : { default: fallback }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (reason) {
    throw new Error(`${reason.message.split(/[.\n]/)[0]}. See npm start -- --help.`, { cause: reason });
  }
}
