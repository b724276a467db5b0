import { Claim } from "@outstation/contracts/edge/enrolment";
import { expect, test } from "vitest";
import { claimWord, commandOf } from "./command";

const claim = {
  enrolmentUrl: "https://127.0.0.1:8443",
  rootCertificate: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  token: "acme.0123456789abcdefghij",
  expiresAt: 1,
};

test("the word on the command line is the claim and nothing more", () => {
  const word = claimWord(claim);
  expect(word).toMatch(/^[\w-]+$/);
  const { expiresAt: _, ...rest } = claim;
  expect(Claim.parse(JSON.parse(Buffer.from(word, "base64url").toString()))).toEqual(rest);
});

test("one command, for a device and for a gateway", () => {
  expect(commandOf("device", claim)).toMatch(/^npm run device -- --claim \S+$/);
  expect(commandOf("gateway", claim)).toMatch(/^npm run gateway -- --claim \S+$/);
});
