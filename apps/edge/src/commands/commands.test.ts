import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { CommandAnswer as Answer, type CommandAnswer } from "@outstation/contracts/mqtt/command";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCommandDesk } from "./command-desk";
import { createExecute } from "./execute";
import { createRefuser } from "./refusal";

// Promise: a gateway carries out what its package lets it, once, within its time; what it refuses it refuses in its own
// signed name, and what it answered it answers again.

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const logger = createLogger("test", "silent");
// A Tuesday, 01:30 in Amsterdam.
const clock = manualClock(Date.parse("2026-11-24T00:30:00Z"));
const window = { timeZone: "Europe/Amsterdam", windows: [{ days: [2], from: "02:00", to: "04:00" }] };
const source = {
  ...{ id: "line-3", device: "press-3", driver: "opcua", endpoint: "opc.tcp://127.0.0.1:1", securityMode: "None" },
  points: [{ name: "setpoint", nodeId: "ns=2;s=setpoint" }],
};
const packageWith = (more: object) =>
  EdgePackage.parse({
    ...{
      version: 1,
      tenant: "acme",
      gateway: "gw",
      reporting: { batchMs: 1000, heartbeatMs: 60_000 },
      sources: [source],
    },
    ...more,
  });

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "outstation-commands-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

type Done = { restarted: string[]; written: unknown[]; reported: number };

async function gateway(more: object = {}, write?: () => Promise<number>) {
  const answers: CommandAnswer[] = [];
  const done: Done = { restarted: [], written: [], reported: 0 };
  const desk = await openCommandDesk({
    ...{ dataDir, clock, logger },
    refuse: createRefuser({ identity: () => ({ tenant: "acme", device: "gw", privateKey: key }), now: clock.now }),
    execute: createExecute({
      dataDir,
      reportNow: () => void done.reported++,
      restartSource: async (id) => {
        done.restarted.push(id);
        return true;
      },
      writers: {
        opcua: async (_source, { value }) => {
          done.written.push(value);
          return write === undefined ? value : write();
        },
      },
    }),
    // As it is spelled on the wire.
    answer: (answer) => answers.push(Answer.parse(JSON.parse(JSON.stringify(answer)))),
  });
  await desk.use(packageWith(more));
  const tell = (message: object) => desk.receive(Buffer.from(JSON.stringify(message)));
  return { answers, done, tell, states: () => answers.map(({ state }) => state) };
}

const command = (type: string, args: object = {}, expiresInMs = 60_000) => ({
  ...{ id: newId(), type, args },
  expiresAt: clock.now() + expiresInMs,
});

test("a command is acknowledged, begun and done, and what comes again is answered again and not done again", async () => {
  const { answers, done, tell, states } = await gateway();
  const restart = command("gateway.restart-source", { source: "line-3" });
  await tell(restart);
  expect(states()).toEqual(["acknowledged", "running", "succeeded"]);
  await tell(restart);
  expect(states().at(-1)).toBe("succeeded");
  expect(answers).toHaveLength(4);
  expect(done.restarted).toEqual(["line-3"]);
});

test("after a restart it is still known what was done, and what was in the middle has failed", async () => {
  const report = command("gateway.report-now");
  await (await gateway()).tell(report);
  const again = await gateway();
  await again.tell(report);
  expect(again.states()).toEqual(["succeeded"]);
  expect(again.done.reported).toBe(0);

  // A writer that never answers: the gateway stops in the middle of it.
  const stuck = await gateway({ writes: [{ source: "line-3", point: "setpoint" }] }, () => new Promise(() => {}));
  const write = command("point.write", { source: "line-3", point: "setpoint", value: 5 });
  void stuck.tell(write);
  while (stuck.done.written.length === 0) await new Promise((resume) => setImmediate(resume));
  const third = await gateway({ writes: [{ source: "line-3", point: "setpoint" }] });
  expect(third.answers.map(({ id, state, reason }) => [id, state, reason?.code])).toEqual([
    [write.id, "failed", "command.interrupted"],
  ]);
  await third.tell(write);
  expect(third.done.written).toEqual([]);
});

test("what comes after its end is not begun, and neither is what was taken back before it came", async () => {
  const { done, tell, states } = await gateway();
  await tell(command("gateway.report-now", {}, 0));
  const late = command("gateway.report-now");
  await tell({ id: late.id, cancel: true });
  await tell(late);
  expect(states()).toEqual(["expired", "cancelled", "cancelled"]);
  expect(done.reported).toBe(0);
});

test("a package that forbids commands has all of them refused, whatever the platform sends", async () => {
  const { answers, done, tell } = await gateway({ commands: "forbidden" });
  const sent = command("gateway.report-now");
  await tell(sent);
  expect(done.reported).toBe(0);
  const [answer] = answers;
  expect(answer?.state).toBe("rejected");
  expect(answer?.reason?.code).toBe("command.forbidden");
  const body = JSON.parse(answer?.refusal?.body ?? "{}");
  expect(body).toMatchObject({ tenant: "acme", device: "gw", id: sent.id, rule: "commands: forbidden" });
});

test("a refusal is signed with the gateway's key, and says nothing else than was signed", async () => {
  const { answers, tell } = await gateway({ commands: "forbidden" });
  await tell(command("gateway.report-now"));
  const { verify } = await import("node:crypto");
  const { body = "", signature = "" } = answers[0]?.refusal ?? {};
  const isSigned = (text: string) =>
    verify("sha256", Buffer.from(`outstation refusal v1\n${text}`), publicKey, Buffer.from(signature, "base64"));
  expect(isSigned(body)).toBe(true);
  expect(isSigned(body.replace("forbidden", "allowed"))).toBe(false);
});

test("what disturbs the site waits for its window: refused before it and after it, done inside", async () => {
  const begun = clock.now();
  const { answers, done, tell } = await gateway({ maintenance: window });
  const restart = () => command("gateway.restart-source", { source: "line-3" });
  await tell(restart());
  clock.advance(3_600_000);
  await tell(restart());
  clock.advance(3 * 3_600_000);
  await tell(restart());
  clock.advance(begun - clock.now());
  const ends = answers.filter(({ state }) => state === "rejected" || state === "succeeded");
  expect(ends.map(({ state, reason }) => reason?.code ?? state)).toEqual([
    "command.outside_window",
    "succeeded",
    "command.outside_window",
  ]);
  expect(JSON.parse(ends[0]?.refusal?.body ?? "{}").rule).toContain("02:00-04:00 Europe/Amsterdam");
  expect(done.restarted).toEqual(["line-3"]);
});

test("a point is written where the package grants it, and within its limits", async () => {
  const write = (value: unknown, point = "setpoint") => command("point.write", { source: "line-3", point, value });
  const none = await gateway();
  await none.tell(write(5));
  expect(none.answers[0]?.reason?.code).toBe("command.not_granted");

  const { answers, done, tell, states } = await gateway({
    writes: [
      { source: "line-3", point: "setpoint", min: 0, max: 10 },
      { source: "line-3", point: "ghost" },
    ],
  });
  for (const one of [write(11), write("5"), write(5, "ghost"), write(5)]) await tell(one);
  expect(states()).toEqual(["rejected", "rejected", "rejected", "acknowledged", "running", "succeeded"]);
  expect(answers.slice(0, 3).map(({ reason }) => reason?.code)).toEqual([
    "command.out_of_range",
    "command.out_of_range",
    "command.not_granted",
  ]);
  expect(answers.at(-1)?.result).toEqual({ value: 5 });
  expect(done.written).toEqual([5]);
});

test("what is no command, or not one of ours, does no harm", async () => {
  const { answers, tell, states } = await gateway();
  for (const one of [{}, { id: "x" }, { id: newId(), type: "gateway.report-now" }]) await tell(one);
  expect(answers).toEqual([]);
  await tell(command("valve.open"));
  await tell(command("gateway.restart-source", { source: "nowhere" }));
  await tell(command("gateway.restart-source", { source: 7 }));
  expect(states()).toEqual(["rejected", "rejected", "rejected"]);
  expect(answers.map(({ reason }) => reason?.code)).toEqual([
    "command.unknown_type",
    "command.unknown_source",
    "command.invalid",
  ]);
});
