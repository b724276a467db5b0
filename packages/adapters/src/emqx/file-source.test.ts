import { installedAcl } from "@outstation/emqx-api-client/contract-server";
import { expect, test } from "vitest";
import { allowsEverything } from "./file-source";

// Promise: a file of rules that lets everybody do everything is recognised, however it is written.

test.each([
  installedAcl,
  "{allow, all}.",
  "{allow,all}.\n",
  '{deny, all, subscribe, ["$SYS/#"]}.\n{allow ,\n  all\n}.',
  '{allow, all, all, ["#"]}.',
  '{allow, all, publish, ["a/b", "#"]}.',
  '%% {deny, all}.\n{allow, all}. % "really"',
])("%j allows everything", (rules) => {
  expect(allowsEverything(rules)).toBe(true);
});

test.each([
  "",
  "{deny, all}.",
  "%% {allow, all}.\n{deny, all}.",
  '{allow, {username, "bridge"}, subscribe, ["$share/ingest/+/d/+/up/#"]}.\n{deny, all}.',
  '{allow, {username, "{allow, all}."}, all, ["a"]}.',
  '{allow, {ipaddr, "127.0.0.1"}, all, ["#"]}.',
  '{allow, all, subscribe, ["public/#"]}.',
])("%j does not", (rules) => {
  expect(allowsEverything(rules)).toBe(false);
});
