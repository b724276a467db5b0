import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { bytesToSign, canonicalJson, type Signed, type SignedPurpose } from "./signed";
import { keyIdOf, verifySigned } from "./verify-signed";

// Promise: a device takes nothing for the platform's that the platform did not sign, for this purpose, with a key it knows.

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = { keyId: keyIdOf(publicKey), publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() };
const signedFor = (purpose: SignedPurpose, body: string): Signed => ({
  keyId: key.keyId,
  signature: sign(null, bytesToSign(purpose, body), privateKey).toString("base64"),
  body,
});

test("one value has one spelling, whatever the order it was built in", () => {
  const spelled = '{"1":0,"a":[{"b":1,"c":null}],"ä":"x"}';
  expect(canonicalJson({ ä: "x", a: [{ c: null, b: 1 }], 1: 0 })).toBe(spelled);
  expect(canonicalJson(JSON.parse(spelled))).toBe(spelled);
});

test("what was signed is handed out; one bit of it, of the signature or of the purpose changed is refused", () => {
  const signed = signedFor("edge package", '{"version":7}');
  expect(verifySigned(signed, [key], "edge package")).toBe('{"version":7}');
  expect(() => verifySigned({ ...signed, body: '{"version":8}' }, [key], "edge package")).toThrow(
    /not what was signed/,
  );
  expect(() => verifySigned(signed, [key], "firmware manifest")).toThrow(/not what was signed/);
  const signature = Buffer.from(signed.signature, "base64");
  signature[0] = (signature[0] ?? 0) ^ 1;
  const spoilt = { ...signed, signature: signature.toString("base64") };
  expect(() => verifySigned(spoilt, [key], "edge package")).toThrow(/not what was signed/);
});

test("a key that is not known, and one that goes by another's name", () => {
  const signed = signedFor("edge package", "{}");
  expect(() => verifySigned(signed, [], "edge package")).toThrow(/not known here/);
  const other = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  expect(() => verifySigned(signed, [{ ...key, publicKey: other }], "edge package")).toThrow(/not what was signed/);
});
