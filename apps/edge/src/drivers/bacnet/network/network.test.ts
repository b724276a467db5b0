import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { NoAnswer } from "../bacnet-port";
import { leaseNetwork } from "./leases";
import { openNetwork } from "./network";

vi.setConfig({ testTimeout: 30_000 });

// Promise: an answer counts for who was asked and for what was asked; nobody's datagram ends a gateway; one socket is enough for many.

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A device that answers by the test's own hand. `take` resolves with the next datagram and a way to answer its sender. */
async function handMadeDevice() {
  const socket: Socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  closing.push(() => socket.close());
  return {
    peer: { address: `127.0.0.1:${socket.address().port}` },
    async take() {
      const [datagram, from] = (await once(socket, "message")) as [Buffer, { port: number; address: string }];
      const say = (apdu: string) => sendTo(socket, apdu, from.port);
      return { apdu: datagram.subarray(6), invokeId: datagram[8] ?? 0, from: from.port, say };
    },
  };
}
function sendTo(socket: Socket, apdu: string, port: number) {
  const octets = Buffer.from(apdu.replaceAll(" ", ""), "hex");
  const header = Buffer.from([0x81, 0x0a, 0, 6 + octets.length, 1, 0]);
  socket.send(Buffer.concat([header, octets]), port, "127.0.0.1");
}
function network() {
  const opened = openNetwork({ localAddress: "127.0.0.1:0", perSecond: () => 10_000 });
  closing.push(opened.close);
  return opened;
}
const REFERENCE = { object: { type: 0, instance: 5 }, property: 85 };
const patience = { timeoutMs: 300, tries: 3 };
const byte = (value: number) => value.toString(16).padStart(2, "0");
const ack = (invokeId: number) => `30 ${byte(invokeId)} 0c 0c00000005 1955 3e 4442290000 3f`;

test("an answer with another invoke id, or from somebody else, is not taken", async () => {
  const [port, device, stranger] = [network(), await handMadeDevice(), createSocket("udp4")];
  closing.push(() => stranger.close());
  await port.open();
  let settled = false;
  const reading = port.readProperty(device.peer, REFERENCE, { timeoutMs: 20_000, tries: 1 }).finally(() => {
    settled = true;
  });
  const { invokeId, say, from } = await device.take();
  say(ack((invokeId + 1) & 0xff));
  sendTo(stranger, ack(invokeId), from);
  // What follows on the same socket is handled after both of them.
  const heard = new Promise<void>((resolve) => void port.hearEveryIAm(() => resolve()));
  const again = setInterval(() => say("10 00 c4 02000003 22 0400 91 03 21 63"), 20);
  await heard;
  clearInterval(again);
  expect(settled).toBe(false);
  say(ack(invokeId));
  expect((await reading).outcome).toEqual({ values: [{ kind: "real", value: 42.25 }] });
});

test("a lost datagram is asked for again with another id, and silence is NoAnswer", async () => {
  const [port, device] = [network(), await handMadeDevice()];
  await port.open();
  const reading = port.readProperty(device.peer, REFERENCE, patience);
  const first = await device.take();
  const second = await device.take();
  expect(second.invokeId).not.toBe(first.invokeId);
  second.say(ack(second.invokeId));
  await expect(reading).resolves.toMatchObject({ property: 85 });
  await expect(port.readProperty(device.peer, REFERENCE, { timeoutMs: 50, tries: 2 })).rejects.toThrow(NoAnswer);
});

test("two devices answer in segments at the same time, and one of them loses a segment", async () => {
  const port = network();
  await port.open();
  const devices = [await handMadeDevice(), await handMadeDevice()];
  const reads = devices.map(({ peer }) => port.readProperty(peer, REFERENCE, { timeoutMs: 10_000, tries: 1 }));
  const asked = await Promise.all(devices.map((device) => device.take()));
  const whole = ["0c00000005 1955 3e", "4442290000", "3f"];
  const segment = (invokeId: number, sequence: number) =>
    `${sequence < 2 ? "3c" : "38"} ${byte(invokeId)} ${byte(sequence)} 04 0c ${whole[sequence]}`;
  const acknowledgements = devices.map((device) => device.take());
  for (const one of asked) one.say(segment(one.invokeId, 0));
  await Promise.all(acknowledgements);
  const [one, other] = [asked[0], asked[1]];
  if (one === undefined || other === undefined) throw new Error("two were asked");
  const complaint = devices[0]?.take();
  one.say(segment(one.invokeId, 2));
  other.say(segment(other.invokeId, 1));
  other.say(segment(other.invokeId, 2));
  // A negative SegmentACK names the last that came in order.
  expect([...((await complaint)?.apdu.subarray(0, 3) ?? [])]).toEqual([0x42, one.invokeId, 0]);
  one.say(segment(one.invokeId, 1));
  one.say(segment(one.invokeId, 2));
  for (const read of await Promise.all(reads)) expect(read.outcome).toMatchObject({ values: [{ value: 42.25 }] });
});

test("a confirmed notification that nobody subscribed to is refused, so that the device forgets it", async () => {
  const [port, device] = [network(), await handMadeDevice()];
  await port.open();
  void port.whoIs({ peer: device.peer });
  const { say } = await device.take();
  const answer = device.take();
  say("00 05 07 01 0912 1c02000004 2c0000000a 3900 4e 0955 2e4442820000 2f 4f");
  expect((await answer).apdu.toString("hex")).toBe("5007019105914f");
});

test("nothing that a known device or a stranger sends ends the network", async () => {
  const [port, device] = [network(), await handMadeDevice()];
  await port.open();
  closing.push(port.hear(device.peer, { onIAm: () => {}, onNotification: () => true }));
  const reading = port.readProperty(device.peer, REFERENCE, { timeoutMs: 20_000, tries: 1 });
  const { invokeId, say } = await device.take();
  const spoilt = [
    ack(invokeId),
    "10 02 0912 1c02000004 2c0000000a 3900 4e 0955 2e4442820000 2f 4f",
    "10 00 c4 02000003 22 0400 91 03 21 63",
  ];
  for (const apdu of spoilt) {
    const octets = apdu.replaceAll(" ", "");
    // Not the whole answer itself: cut at every length, and every octet in turn made senseless.
    for (let cut = 0; cut < octets.length; cut += 2)
      say(apdu === spoilt[0] ? `7f${octets.slice(2, cut)}` : octets.slice(0, cut));
    for (let at = 6; at < octets.length; at += 2) say(`10${octets.slice(2, at)}ff${octets.slice(at + 2)}`);
  }
  say(ack(invokeId));
  await expect(reading).rejects.toThrow();
  expect(port.dropped()).toBeGreaterThan(0);
  const next = port.readProperty(device.peer, REFERENCE, patience);
  const retry = await device.take();
  retry.say(ack(retry.invokeId));
  await expect(next).resolves.toMatchObject({ property: 85 });
});

test("a socket that cannot be had is said, and had when it is free", async () => {
  const occupant = createSocket("udp4");
  occupant.bind(0, "127.0.0.1");
  await once(occupant, "listening");
  const opened = openNetwork({ localAddress: `127.0.0.1:${occupant.address().port}`, perSecond: () => 100 });
  closing.push(opened.close);
  await expect(opened.open()).rejects.toMatchObject({ code: "EADDRINUSE" });
  await new Promise<void>((resolve) => occupant.close(() => resolve()));
  await opened.open();
});

test("sources with the same local address share one socket until the last of them leaves", () => {
  const [one, other] = [leaseNetwork({ localAddress: "127.0.0.1:0" }), leaseNetwork({ localAddress: "127.0.0.1:0" })];
  expect(other.port).toBe(one.port);
  one.release();
  const third = leaseNetwork({ localAddress: "127.0.0.1:0" });
  expect(third.port).toBe(other.port);
  other.release();
  third.release();
  const later = leaseNetwork({ localAddress: "127.0.0.1:0" });
  expect(later.port).not.toBe(third.port);
  later.release();
});
