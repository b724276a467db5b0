import { expect, test } from "vitest";
import { defaultHardwarePorts } from "../../../prisma/seed/demo-fleet";
import { optionTable } from "../options.mjs";
import { parseOptions } from "./options";

const parse = (...args: string[]) => parseOptions(args, "/somewhere");

test("without options the defaults of the help hold", () => {
  expect(parse()).toEqual({
    dataDir: "/somewhere/data",
    simulators: true,
    ports: {
      web: 3000,
      portal: 3001,
      mqtt: 8883,
      enrolment: 8443,
      renewal: 8444,
      crl: 8081,
      postgres: 54329,
      ...defaultHardwarePorts,
    },
  });
});

test("each option is heard", () => {
  const options = parse("--data=/elsewhere", "--web-port", "4000", "--hardware-port-base", "5000", "--no-simulators");
  expect(options).toMatchObject({
    dataDir: "/elsewhere",
    simulators: false,
    ports: { web: 4000, acmeOpcUa: 5000, acmeBacnet: 5001, acmeModbus: 5002, globexOpcUa: 5003, globexModbus: 5004 },
  });
});

test("help is asked for by name", () => expect(parse("--help")).toBe("help"));

test.each([
  [["--wrong"], "Unknown option '--wrong'. See npm start -- --help."],
  [["--web-port", "http"], '--web-port must be a whole number from 1 to 65535, not "http".'],
  [["--web-port", "65536"], '--web-port must be a whole number from 1 to 65535, not "65536".'],
  [["--hardware-port-base", "65532"], '--hardware-port-base must be a whole number from 1 to 65531, not "65532".'],
  [["data"], "Unexpected argument 'data'. See npm start -- --help."],
])("%j gets one sentence", (args, sentence) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ publicMessage: sentence }));
});

test("every option says what it does", () => {
  expect(optionTable.filter(({ help }) => help === "")).toEqual([]);
});
