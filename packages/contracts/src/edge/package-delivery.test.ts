import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EdgePackage } from "./package";
import { ConfigMessage, PackageReport } from "./package-delivery";
import { SigningKeysResponse } from "./signed";
import { sha256OfBody, verifySigned } from "./verify-signed";

// Promise: a package that was ever delivered is read and verified for ever, and so is what a gateway ever said of one.

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/package-${name}.json`, import.meta.url), "utf8"));

test("a message as it was shipped: its signature holds by the key of then, and its hash is what a gateway echoes", () => {
  const { edgePackage } = ConfigMessage.parse(read("config-message"));
  const { signingKeys } = SigningKeysResponse.parse(read("signing-keys"));
  if (edgePackage === undefined) throw new Error("the fixture has no package");
  const body = verifySigned(edgePackage, signingKeys, "edge package");
  expect(EdgePackage.parse(JSON.parse(body))).toMatchObject({ version: 2, tenant: "acme", gateway: "gw-1" });
  expect(sha256OfBody(body)).toBe("3205af90e1e533f78e7618561efda56dcbe5e4823461d8697fa5f388cb6cc3e5");
});

test("a package of version 0.1 means what it meant", () => {
  const first = read("of-0.1");
  expect(EdgePackage.parse(first)).toEqual(first);
});

test("what a gateway says of its package, also with words that are not known yet", () => {
  const report = read("report");
  expect(PackageReport.parse(report)).toEqual(report);
  expect(PackageReport.parse({ ...(report as object), later: true })).toEqual(report);
});
