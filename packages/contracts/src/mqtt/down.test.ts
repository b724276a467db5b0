import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ZodType } from "zod";
import { Command, CommandAnswer, CommandCancel } from "./command";
import { compareVersions, FirmwareManifest, FirmwareOffer, FirmwareReport, FirmwareWithdrawal } from "./firmware";

// Promise: every command, answer, offer and report ever shipped is understood for ever, with what it does not know yet kept.

const fixtures = new URL("../fixtures/", import.meta.url);
const messages: Readonly<Record<string, ZodType>> = {
  "command-message": Command,
  "command-cancel": CommandCancel,
  "command-answer": CommandAnswer,
  "command-answer-rejected": CommandAnswer,
  "firmware-offer": FirmwareOffer,
  "firmware-withdrawal": FirmwareWithdrawal,
  "firmware-report": FirmwareReport,
  "firmware-report-rolled-back": FirmwareReport,
};
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), "utf8"));

test("every message has its fixture and every fixture its message", () => {
  const files = readdirSync(fixtures).filter((name) => /^(command|firmware)-/.test(name));
  expect(files.toSorted()).toEqual(
    Object.keys(messages)
      .map((name) => `${name}.json`)
      .toSorted(),
  );
});

test.each(Object.keys(messages))("%s parses, and keeps what it does not know", (name) => {
  const message = { ...read(name), later: 1 };
  expect(messages[name]?.parse(message)).toEqual(message);
});

test("a command without an end is none, nor is an offer that leads elsewhere", () => {
  const { expiresAt: _, ...endless } = read("command-message");
  expect(Command.safeParse(endless).success).toBe(false);
  expect(FirmwareOffer.safeParse({ ...read("firmware-offer"), path: "https://elsewhere/file" }).success).toBe(false);
  expect(FirmwareManifest.safeParse({ ...JSON.parse(read("firmware-offer").manifest.body), size: 0 }).success).toBe(
    false,
  );
});

test("versions are compared by their numbers; what is not finished comes before what is", () => {
  const sorted = ["0.9.0", "0.10.0-rc.2", "0.10.0-rc.10", "0.10.0", "1.0.0"];
  expect(sorted.toReversed().sort(compareVersions)).toEqual(sorted);
  expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
});
