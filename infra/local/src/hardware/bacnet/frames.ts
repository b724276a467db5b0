/** An APDU in a BACnet/IP datagram: for one receiver, or for all of the subnet through a BBMD. */
export function datagram(apdu: Buffer, to: "unicast" | "broadcast" = "unicast"): Buffer {
  const length = 4 + 2 + apdu.length;
  const bvlc = [0x81, to === "unicast" ? 0x0a : 0x0b, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([...bvlc, 0x01, 0x00]), apdu]);
}

/** bacstack's own I-Am goes to its broadcast address only. @param maxApdu in octets */
export function iAm(deviceInstance: number, maxApdu: number): Buffer {
  const objectId = Buffer.alloc(4);
  objectId.writeUInt32BE(((8 << 22) | deviceInstance) >>> 0);
  const vendorId = 0;
  // Object id, max APDU, no segmentation, vendor.
  return Buffer.from([0x10, 0x00, 0xc4, ...objectId, 0x22, maxApdu >> 8, maxApdu & 0xff, 0x91, 0x03, 0x21, vendorId]);
}

/** Reject reason 9: unrecognized service. */
export const rejectService = (invokeId: number): Buffer => Buffer.from([0x60, invokeId, 9]);

/** In the place of an answer that is longer than what the device can send: Abort, reason 4, segmentation not supported. */
export function withinApdu(answer: Buffer, maxApdu: number): Buffer {
  const [npduOctets, bvlcOctets] = [2, 4];
  const apdu = answer.subarray(bvlcOctets + npduOctets);
  const complexAck = (apdu[0] ?? 0) >> 4 === 3;
  return complexAck && apdu.length > maxApdu ? datagram(Buffer.from([0x71, apdu[1] ?? 0, 4])) : answer;
}
