import { expect, test } from "vitest";
import { inheritedEnv, integer, millis, port, readEnv, text } from "./env";
import { Fault } from "./fault";

const declared = { NAME: text(), RETRIES: integer(3), WAIT_MS: millis(), PORT: port(8883) };

test("declared variables are read in their types, and fallbacks fill in for what is unset or empty", () => {
  const read = readEnv<{ NAME: string; RETRIES: number; WAIT_MS: number; PORT: number }>(declared, {
    NAME: "gw",
    RETRIES: "",
    WAIT_MS: "250",
    OTHER: "ignored",
  });
  expect(read).toEqual({ NAME: "gw", RETRIES: 3, WAIT_MS: 250, PORT: 8883 });
});

test("one fault names every variable that is missing or malformed, and what it must be", () => {
  let caught: unknown;
  try {
    readEnv(declared, { RETRIES: "3.5", WAIT_MS: "soon", PORT: "65536" });
  } catch (reason) {
    caught = reason;
  }
  expect(caught).toBeInstanceOf(Fault);
  const { code, publicMessage } = caught as Fault;
  expect(code).toBe("env.invalid");
  expect(publicMessage.split(". ")).toEqual([
    "NAME is not set; it must be text",
    'RETRIES is "3.5"; it must be a whole number',
    'WAIT_MS is "soon"; it must be a whole number of milliseconds',
    'PORT is "65536"; it must be a port from 1 to 65535',
  ]);
});

test.each(["0", "-1", "65536", "80a", " 80", "1e3", "0x50"])("%j is no port", (value) => {
  expect(() => readEnv({ PORT: port() }, { PORT: value })).toThrow(/PORT/);
});

test("an empty text may be the fallback", () => {
  expect(readEnv({ NAME: text("") }, {})).toEqual({ NAME: "" });
});

test("a child process inherits the environment and the additions win", () => {
  const [name, value] = Object.entries(inheritedEnv({})).find(([, known]) => known !== undefined) ?? [];
  expect(value).toBeDefined();
  expect(inheritedEnv({ ADDED: "1" })).toMatchObject({ [String(name)]: value, ADDED: "1" });
  expect(inheritedEnv({ [String(name)]: "other" })[String(name)]).toBe("other");
});
