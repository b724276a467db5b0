import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ZodType } from "zod";
import {
  Claim,
  EnrolmentReport,
  EnrolmentReportResponse,
  EnrolmentRequest,
  EnrolmentResponse,
  LateRenewalRequest,
  lateRenewalProof,
  RenewalRequest,
  RenewalResponse,
} from "./enrolment";

// Promise: whatever a device was ever shipped with is understood for ever, also what it does not know yet.

const fixtures = new URL("../fixtures/", import.meta.url);
const messages: Readonly<Record<string, ZodType>> = {
  claim: Claim,
  request: EnrolmentRequest,
  response: EnrolmentResponse,
  "response-before-renewal": EnrolmentResponse,
  report: EnrolmentReport,
  "report-response": EnrolmentReportResponse,
  "renewal-request": RenewalRequest,
  "renewal-late-request": LateRenewalRequest,
  "renewal-response": RenewalResponse,
};
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`enrolment-${name}.json`, fixtures), "utf8"));

test("every message has its fixture and every fixture its message", () => {
  const files = readdirSync(fixtures).filter((name) => name.startsWith("enrolment-"));
  expect(files.toSorted()).toEqual(
    Object.keys(messages)
      .map((name) => `enrolment-${name}.json`)
      .toSorted(),
  );
});

test.each(Object.entries(messages))("%s reads for ever as it did when it was shipped", (name, schema) => {
  const fixture = read(name);
  expect(schema.parse(fixture)).toEqual(fixture);
  expect(schema.safeParse({ ...(fixture as object), later: "unknown to this version" }).success).toBe(true);
});

test("what the old key signs is the same for ever", () => {
  const signed = Buffer.from(lateRenewalProof("-----BEGIN CERTIFICATE REQUEST-----\n…")).toString();
  expect(signed).toBe("outstation late renewal v1\n-----BEGIN CERTIFICATE REQUEST-----\n…");
});
