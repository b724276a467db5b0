import { expect, test } from "vitest";
import { readCovNotification, readIAm, readPropertyAck, readPropertyMultipleAck } from "./answers";
import { readApdu } from "./apdu";
import { broadcast, readFrame, registerForeign, unicast } from "./frame";
import { Malformed, openOctets } from "./octets";
import { encodeReadProperty, encodeReadPropertyMultiple, encodeSubscribeCov, encodeWhoIs } from "./requests";
import { readValues } from "./values";

// Promise: what the standard's examples say is what is read, and whatever else arrives is Malformed and nothing worse.

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
/** Values up to closing tag 3, as in a ReadProperty-ACK. */
const values = (text: string) => readValues(openOctets(hex(`${text} 3f`)), 3);

// ASHRAE 135, annex F: the encoding examples of the services.
test("ReadProperty-ACK of a present value (F.3.5)", () => {
  expect(readPropertyAck(hex("0c 00000005 19 55 3e 44 4290999a 3f"))).toEqual({
    object: { type: 0, instance: 5 },
    property: 85,
    index: undefined,
    outcome: { values: [{ kind: "real", value: expect.closeTo(72.3, 4) }] },
  });
});

test("ReadPropertyMultiple-ACK with an error for one property (F.3.7)", () => {
  const ack = "0c 00000021 1e 29 55 4e 44 42293333 4f 1f 0c 00000032 1e 29 55 5e 91 01 91 1f 5f 1f";
  expect(readPropertyMultipleAck(hex(ack))).toMatchObject([
    { object: { instance: 33 }, outcome: { values: [{ value: expect.closeTo(42.3, 4) }] } },
    { object: { instance: 50 }, outcome: { error: "error class 1 code 31" } },
  ]);
});

test("a COV notification with value and flags (F.1.2)", () => {
  const body = "09 12 1c 02000004 2c 0000000a 39 00 4e 09 55 2e 44 42820000 2f 09 6f 2e 82 04 00 2f 4f";
  expect(readCovNotification(hex(body))).toMatchObject({
    processId: 18,
    object: { type: 0, instance: 10 },
    timeRemainingS: 0,
    properties: [
      { property: 85, outcome: { values: [{ value: 65 }] } },
      { property: 111, outcome: { values: [{ kind: "bits", value: [false, false, false, false] }] } },
    ],
  });
});

test("I-Am (F.4.9)", () => {
  expect(readIAm(hex("c4 02000003 22 0400 91 03 21 63"))).toEqual({
    instance: 3,
    maxApdu: 1024,
    segments: false,
    vendorId: 99,
  });
});

test.each([
  ["31 fb", -5],
  ["32 8000", -32768],
  ["25 05 ffffffffff", 1_099_511_627_775],
  ["55 08 4052000000000000", 72],
  ["75 06 00 6b c3bc 686c", "kühl"],
  ["75 05 04 00e4 0062", "äb"],
  ["75 03 05 e4 62", "äb"],
  ["91 01", 1],
  ["11", true],
  ["10", false],
])("%s is %s", (text, value) => {
  expect(values(text)).toMatchObject([{ value }]);
});

test("a text of more than 253 octets, whose length takes two more", () => {
  const text = "x".repeat(300);
  const octets = `75 fe 012d 00 ${Buffer.from(text).toString("hex")}`;
  expect(values(octets)).toEqual([{ kind: "text", value: text }]);
});

test.each([
  ["a length of four gigabytes", "75 ff ffffffff 00 61"],
  ["a real of three octets", "43 429099"],
  ["an integer of nine octets", "25 09 000000000000000000"],
  ["an opening tag that nothing closes", "0e 0e 0e"],
  ["nesting without an end", "0e".repeat(1000)],
  ["a closing tag of another number", "2f"],
])("%s is malformed", (_, text) => {
  expect(() => values(text)).toThrow(Malformed);
});

test("requests: Who-Is with a range, an array's length, two objects in one, a subscription that ends", () => {
  expect(encodeWhoIs({ low: 3, high: 3 })).toEqual(hex("09 03 19 03"));
  expect(encodeReadProperty({ object: { type: 8, instance: 1 }, property: 76, index: 0 })).toEqual(
    hex("0c 02000001 19 4c 29 00"),
  );
  const [one, other] = [
    { type: 0, instance: 1 },
    { type: 0, instance: 2 },
  ] as const;
  expect(
    encodeReadPropertyMultiple([
      { object: one, property: 85 },
      { object: one, property: 111 },
      { object: other, property: 85 },
    ]),
  ).toEqual(hex("0c 00000001 1e 09 55 09 6f 1f 0c 00000002 1e 09 55 1f"));
  // F.1.10
  const subscription = { processId: 18, object: { type: 0, instance: 10 }, confirmed: true };
  expect(encodeSubscribeCov({ ...subscription, lifetimeS: 60 })).toEqual(hex("09 12 1c 0000000a 29 01 39 3c"));
});

test.each([0, -1, 0.5, Number.NaN])("a subscription for %s s is never asked for", (lifetimeS) => {
  const subscription = { processId: 1, object: { type: 0, instance: 1 }, confirmed: false, lifetimeS };
  expect(() => encodeSubscribeCov(subscription)).toThrow(RangeError);
});

test("a device behind a router is told apart from the router, and reached through it", () => {
  const peer = { address: "10.0.0.1:47808", route: { network: 5, mac: "0a" } };
  expect(unicast(peer, hex("1008"), true)).toEqual(hex("81 0a 000d 01 24 0005 01 0a ff 1008"));
  const answer = hex("81 0a 000c 01 08 0005 01 0a 1008");
  expect(readFrame(answer, peer.address)).toMatchObject({ kind: "apdu", from: peer, forwarded: false });
});

test("a forwarded broadcast comes from where the BBMD says", () => {
  const forwarded = hex("81 04 0012 0a000007 bac0 01 20 ffff 00 ff 1008".replaceAll(" ", ""));
  expect(readFrame(forwarded, "10.9.9.9:47808")).toMatchObject({
    from: { address: "10.0.0.7:47808" },
    forwarded: true,
  });
});

test("broadcasts go to every network; a registration says for how long", () => {
  expect(broadcast(hex("1008"), "broadcast")).toEqual(hex("81 0b 000c 01 20 ffff 00 ff 1008"));
  expect(broadcast(hex("1008"), "bbmd")[1]).toBe(0x09);
  expect(registerForeign(300)).toEqual(hex("81 05 0006 012c"));
});

/** Repeatable noise (mulberry32). */
function noise(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test("12,000 spoilt datagrams are read or Malformed, whatever is wrong with them", () => {
  const whole = [
    "81 0a 0019 01 00 30 01 0c 0c 00000005 19 55 3e 44 4290999a 3f",
    "81 0a 0034 01 00 30 01 0e 0c 00000021 1e 29 55 4e 44 42293333 4f 1f 0c 00000032 1e 29 55 5e 91 01 91 1f 5f 1f",
    "81 0a 0029 01 00 10 02 09 12 1c 02000004 2c 0000000a 39 00 4e 09 55 2e 44 42820000 2f 09 6f 2e 82 04 00 2f 4f",
    "81 04 001a 0a000007 bac0 01 00 10 00 c4 02000003 22 0400 91 03 21 63",
    "81 0a 000e 01 08 0005 01 0a 3c 01 00 10 0c 0c",
    "81 0a 000d 01 00 50 01 0c 91 01 91 1f",
  ].map(hex);
  const random = noise(135);
  let [read, malformed] = [0, 0];
  for (let round = 0; round < 2000; round++)
    for (const packet of whole) {
      let spoilt = Buffer.from(packet);
      for (let bytes = Math.ceil(random() * 4); bytes > 0; bytes--)
        spoilt[Math.floor(random() * spoilt.length)] = random() * 256;
      if (random() < 0.3) spoilt = spoilt.subarray(0, Math.floor(random() * spoilt.length));
      if (spoilt.length >= 4 && random() < 0.8) spoilt.writeUInt16BE(spoilt.length, 2);
      try {
        const frame = readFrame(spoilt, "10.0.0.1:47808");
        if (frame.kind === "apdu") {
          const apdu = readApdu(frame.apdu);
          if ("body" in apdu)
            for (const readBody of [readPropertyAck, readPropertyMultipleAck, readCovNotification, readIAm])
              attempt(() => readBody(apdu.body));
        }
        read++;
      } catch (reason) {
        if (!(reason instanceof Malformed)) throw reason;
        malformed++;
      }
    }
  expect(read).toBeGreaterThan(1000);
  expect(malformed).toBeGreaterThan(1000);
});

function attempt(read: () => unknown) {
  try {
    read();
  } catch (reason) {
    if (!(reason instanceof Malformed)) throw reason;
  }
}
