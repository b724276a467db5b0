import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import { TimeCheck } from "@outstation/contracts/edge/time-check";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { type Clock, systemClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startClockCheck } from "./clock-check";
import { askTimeServer, readAnswer } from "./clock-sntp";
import { DRIFT, verdictOn } from "./clock-trust";

// Promise: the gateway knows how far its clock is off, from a time server or from the platform, and does not let a reading pass
// as certain whose time is not.

const HOUR_MS = 3_600_000;
const logger = createLogger("test", "silent");
let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
const ends: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-clock-"));
  pki = await openFileSigner(folder, Date.now);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const offBy = (ms: number): Clock => ({ now: () => Date.now() + ms });

/** RFC 5905, 7.3: what a server of stratum 1 answers; `change` spoils it. */
async function timeServer(change: (answer: Buffer) => Buffer = (answer) => answer): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (request, { port, address }) => {
    const answer = Buffer.alloc(48);
    answer[0] = 0b00_100_100;
    answer[1] = 1;
    request.copy(answer, 24, 40, 48);
    for (const at of [32, 40]) writeTime(answer, at, Date.now());
    socket.send(change(answer), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  ends.push(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function writeTime(packet: Buffer, at: number, ms: number): void {
  const seconds = ms / 1000 + 2_208_988_800;
  packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
}

/** A platform that answers with its clock; 404, as for a door that does not exist. */
async function platform(clockOffMs = 0): Promise<{ url: string; rootCertificate: string }> {
  const { certificate: cert, key } = await pki.platform.serverFor(["127.0.0.1"]);
  const server = createServer({ cert, key }, (_request, response) => {
    response.setHeader("date", new Date(Date.now() + clockOffMs).toUTCString());
    response.writeHead(404).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(() => server.close());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, rootCertificate: pki.platform.root };
}

const packageOf = (time?: Partial<TimeCheck>) =>
  ({ ...(time === undefined ? {} : { time: TimeCheck.parse(time) }) }) as EdgePackage;

function check(options: Partial<Parameters<typeof startClockCheck>[0]>) {
  const started = startClockCheck({ clock: systemClock, logger, platform: null, ...options });
  ends.push(started.stop);
  return started;
}

test("a clock an hour ahead is measured to the millisecond, and the reading says by how much", async () => {
  const server = await timeServer();
  const checking = check({ clock: offBy(HOUR_MS) });
  checking.use(packageOf({ servers: [server] }));
  await checking.settled;
  const { offsetMs, trusted } = checking.verdict();
  // Both clocks are this machine's: nothing but the way there and back lies between them.
  expect(Math.abs((offsetMs ?? 0) - HOUR_MS)).toBeLessThan(checking.verdict().uncertaintyMs ?? 0);
  expect(trusted).toBe(false);
  expect(checking.doubt()).toEqual({ clock: "off", clock_offset_ms: expect.closeTo(HOUR_MS, -2) });
  const { clock } = DeviceStatus.parse({ online: true, ...checking.status() });
  expect(clock).toMatchObject({ trusted: false, source: "sntp", offsetMs: expect.closeTo(HOUR_MS, -2) });
});

test("a clock that is right is trusted", async () => {
  const checking = check({});
  checking.use(packageOf({ servers: [await timeServer()] }));
  await checking.settled;
  expect(checking.verdict()).toMatchObject({ trusted: true });
  expect(checking.doubt()).toBeNull();
});

test("of three servers the one that is wrong is outvoted, and those that are away are not waited for in turn", async () => {
  const liar = await timeServer((answer) => {
    for (const at of [32, 40]) writeTime(answer, at, Date.now() + 5 * HOUR_MS);
    return answer;
  });
  const checking = check({});
  checking.use(packageOf({ servers: [liar, await timeServer(), await timeServer(), "127.0.0.1:9"] }));
  await checking.settled;
  expect(checking.verdict()).toMatchObject({ trusted: true });
});

test("without a time server the platform is asked, by its Date; a clock that is off by minutes is found out", async () => {
  const right = check({ platform: await platform() });
  right.use(packageOf());
  await right.settled;

  expect(right.verdict()).toMatchObject({ trusted: true });
  const ahead = check({ platform: await platform(-10 * 60_000) });
  ahead.use(packageOf({ servers: ["127.0.0.1:9"] }));
  await ahead.settled;
  expect(ahead.status().clock).toMatchObject({ trusted: false, source: "platform" });
  expect(Math.abs((ahead.verdict().offsetMs ?? 0) - 10 * 60_000)).toBeLessThanOrEqual(1000);
});

test("where nobody can be asked, readings say so; it is asked again when somebody can be", async () => {
  let now: Awaited<ReturnType<typeof platform>> = { url: "https://127.0.0.1:9", rootCertificate: pki.platform.root };
  const checking = check({
    platform: {
      get url() {
        return now.url;
      },
      rootCertificate: pki.platform.root,
    },
  });
  checking.use(packageOf());
  await checking.settled;
  expect(checking.doubt()).toEqual({ clock: "unchecked" });
  expect(checking.status().clock).toMatchObject({ source: "none", detail: expect.stringContaining("ECONNREFUSED") });
  now = await platform();
  await checking.check();
  expect(checking.doubt()).toBeNull();
  expect(checking.status().clock).not.toHaveProperty("detail");
});

test("a platform that we cannot verify is not believed", async () => {
  const stranger = await openFileSigner(mkdtempSync(join(folder, "other-")), Date.now);
  const checking = check({ platform: { ...(await platform()), rootCertificate: stranger.platform.root } });
  checking.use(packageOf());
  await checking.settled;
  expect(checking.verdict().trusted).toBe(false);
});

test("a clock that somebody sets is seen at once, and one that was right stays trusted over 72 hours", () => {
  const checkpoint = { offsetMs: 0, uncertaintyMs: 20, source: "sntp", trueTime: 1_000_000, at: 0 } as const;
  const after = (ms: number, set = 0) => verdictOn(checkpoint, { wall: 1_000_000 + ms + set, steady: ms }, 10_000);
  expect(after(72 * HOUR_MS)).toMatchObject({ trusted: true, uncertaintyMs: 20 + 72 * HOUR_MS * DRIFT });
  expect(after(96 * HOUR_MS).trusted).toBe(false);
  expect(after(1_000, 60_000)).toMatchObject({ trusted: false, offsetMs: 60_000 });
});

const nonce = Buffer.from("01234567");
function answer(change: (packet: Buffer) => void = () => {}): Buffer {
  const packet = Buffer.alloc(48);
  packet[0] = 0b00_100_100;
  packet[1] = 2;
  nonce.copy(packet, 24);
  writeTime(packet, 32, 1_000_000_100);
  writeTime(packet, 40, 1_000_000_110);
  change(packet);
  return packet;
}
const read = (packet: Buffer) => readAnswer(packet, { nonce, sentAt: 1_000_000_000, tripMs: 50 });

test("offset and delay by RFC 5905, 8", () => {
  // T1 0, T2 100, T3 110, T4 50: the server is (100 + 60) / 2 = 80 ms ahead, the way took 40 ms.
  const { offsetMs, uncertaintyMs } = read(answer());
  expect(offsetMs).toBeCloseTo(-80, 3);
  expect(uncertaintyMs).toBeCloseTo(21, 3);
  // Root delay 1 s and dispersion 0.5 s are the server's own doubts.
  const far = read(answer((packet) => packet.writeUInt32BE(32_768, packet.writeUInt32BE(65_536, 4))));
  expect(far.uncertaintyMs).toBeCloseTo(21 + 500 + 500, 3);
});

test("the era after 7 February 2036", () => {
  const then = Date.UTC(2036, 2, 1);
  const packet = answer((later) => {
    for (const at of [32, 40]) writeTime(later, at, then);
  });
  const { offsetMs } = readAnswer(packet, { nonce, sentAt: then, tripMs: 0 });
  expect(offsetMs).toBeCloseTo(0, 3);
});

test.each<[string, (packet: Buffer) => void]>([
  ["another question", (packet) => packet.fill(0, 24, 32)],
  ["not the answer of a server", (packet) => (packet[0] = 0b00_100_011)],
  ["does not know the time", (packet) => (packet[0] = 0b11_100_100)],
  ["does not know the time", (packet) => (packet[1] = 16)],
  ["the server says RATE", (packet) => packet.fill(0, 1, 2).write("RATE", 12, "latin1")],
  ["without a time", (packet) => packet.fill(0, 40, 48)],
])("an answer of no use: %s", (reason, spoil) => {
  expect(() => read(answer(spoil))).toThrow(reason);
});

test("what is too short, and what comes from another address, is no answer", async () => {
  const short = await timeServer((whole) => whole.subarray(0, 20));
  await expect(askTimeServer(short, systemClock)).rejects.toThrow("20 bytes");
});
