import { expect, test } from "vitest";
import { crc16, createRtuFraming, createTcpFraming, Garbage } from "./framing";
import type { Read } from "./pdu";

// Promise: an answer is known for what it is, whole and in pieces, and nothing else is taken for one.

const read: Read = { table: "holding", address: 0x6b, length: 2 };
const values = { values: [0x022b, 0x0064] };

// Modbus application protocol 1.1b3, section 6.3, has this question and these values (with a third register).
const pdu = Buffer.from("0304022b0064", "hex");

const withCrc = (body: Buffer) => {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16(body));
  return Buffer.concat([body, crc]);
};
const tcpAnswer = (request: Buffer, unit: number, body: Buffer) => {
  const header = Buffer.from(request.subarray(0, 7));
  header.writeUInt16BE(body.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, body]);
};

test("the checksum is the one of the standard", () => {
  // Modbus over serial line 1.02, appendix B: frame 02 07 has CRC 0x1241, sent low byte first: 41 12.
  expect(crc16(Buffer.of(0x02, 0x07))).toBe(0x1241);
});

test("the questions are function codes 1 to 4 and no other", () => {
  const tables = ["coil", "discrete", "holding", "input"] as const;
  expect(tables.map((table) => createRtuFraming()(1, { table, address: 0, length: 1 }).request[1])).toEqual([
    1, 2, 3, 4,
  ]);
});

test.each(["tcp", "rtu"] as const)("an answer on %s is found byte by byte", (kind) => {
  const { request, findAnswer } = kind === "tcp" ? createTcpFraming()(17, read) : createRtuFraming()(17, read);
  const answer = kind === "tcp" ? tcpAnswer(request, 17, pdu) : withCrc(Buffer.concat([Buffer.of(17), pdu]));
  for (let length = 0; length < answer.length; length++) expect(findAnswer(answer.subarray(0, length))).toBeNull();
  expect(findAnswer(answer)).toEqual(values);
});

test("an answer to an earlier question is passed over; one that is none of the protocol ends the connection", () => {
  const framing = createTcpFraming();
  const earlier = framing(17, read);
  const { request, findAnswer } = framing(17, read);
  const late = tcpAnswer(earlier.request, 17, Buffer.from("030400000000", "hex"));
  expect(findAnswer(late)).toBeNull();
  expect(findAnswer(Buffer.concat([late, tcpAnswer(request, 17, pdu)]))).toEqual(values);
  expect(findAnswer(tcpAnswer(request, 17, Buffer.of(0x83, 2)))).toEqual({ exception: 2 });
  expect(() => findAnswer(Buffer.from("HTTP/1.1 400 Bad Request"))).toThrow(Garbage);
  expect(() => findAnswer(tcpAnswer(request, 17, Buffer.from("0302022b", "hex")))).toThrow(Garbage);
});

test("on a serial line noise goes by, and a frame with a wrong bit or of another unit is no answer", () => {
  const { findAnswer } = createRtuFraming()(17, read);
  const answer = withCrc(Buffer.concat([Buffer.of(17), pdu]));
  expect(findAnswer(Buffer.concat([Buffer.from("00ff1117", "hex"), answer]))).toEqual(values);
  expect(findAnswer(withCrc(Buffer.concat([Buffer.of(18), pdu])))).toBeNull();
  for (let bit = 0; bit < answer.length * 8; bit++) {
    const wrong = Buffer.from(answer);
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(findAnswer(wrong), `bit ${bit}`).toBeNull();
  }
  expect(findAnswer(withCrc(Buffer.of(17, 0x83, 4)))).toEqual({ exception: 4 });
});
