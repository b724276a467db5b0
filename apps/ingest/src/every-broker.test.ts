import type { Ban, BrokerAccess } from "@outstation/domain/ports";
import { expect, test } from "vitest";
import { everyBroker } from "./every-broker";

// Promise: of two brokers both are told, also when one is away, and neither's absence is passed over.

const ban: Ban = { as: "tenant", slug: "acme", reason: "a test" };

function broker(name: string, has: { kicked?: boolean; ended?: number; took?: boolean; away?: boolean }) {
  const told: string[] = [];
  const tell = async <T>(what: string, answer: T): Promise<T> => {
    told.push(what);
    if (has.away) throw new Error(`${name} is away`);
    return answer;
  };
  const access: BrokerAccess = {
    ban: () => tell("ban", undefined),
    unban: () => tell("unban", undefined),
    kick: () => tell("kick", has.kicked ?? false),
    kickTenant: () => tell("kickTenant", has.ended ?? 0),
    send: () => tell("send", has.took ?? false),
  };
  return { access, told };
}

test("what one of them did was done", async () => {
  const [one, two] = [broker("one", { kicked: true, ended: 2 }), broker("two", { took: true, ended: 3 })];
  const both = everyBroker([one.access, two.access]);
  await both.ban(ban);
  await both.unban(ban);
  expect(await both.kick("acme.gw-1")).toBe(true);
  expect(await both.kickTenant("acme")).toBe(5);
  expect(await both.send("acme/d/gw-1/down/cmd", Buffer.from("{}"))).toBe(true);
  for (const { told } of [one, two]) expect(told).toEqual(["ban", "unban", "kick", "kickTenant", "send"]);
});

test("what neither did was not done", async () => {
  const both = everyBroker([broker("one", {}).access, broker("two", {}).access]);
  expect(await both.kick("acme.gw-1")).toBe(false);
  expect(await both.kickTenant("acme")).toBe(0);
  expect(await both.send("acme/d/gw-1/down/cmd", Buffer.from("{}"))).toBe(false);
});

test("while one is away the other is told all the same, and the caller hears of it", async () => {
  const [away, there] = [broker("one", { away: true }), broker("two", {})];
  const both = everyBroker([away.access, there.access]);
  await expect(both.ban(ban)).rejects.toThrow("one is away");
  await expect(both.kick("acme.gw-1")).rejects.toThrow("one is away");
  expect(there.told).toEqual(["ban", "kick"]);
});
