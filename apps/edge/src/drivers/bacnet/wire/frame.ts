import { Malformed, openOctets } from "./octets";

/** Whom a datagram is for or from: `ip:port`, and the place behind that router where it is one. */
export type Peer = {
  readonly address: string;
  readonly route?: { readonly network: number; readonly mac: string } | undefined;
};

/** One text a peer, for maps. */
export const peerKey = ({ address, route }: Peer): string =>
  route === undefined ? address : `${address}/${route.network}/${route.mac}`;

/** BVLC functions (ASHRAE 135, annex J.2). */
const BVLC = { result: 0, forwarded: 4, registerForeign: 5, distribute: 9, unicast: 0x0a, broadcast: 0x0b } as const;
const BVLL_TYPE = 0x81;
const NPDU_VERSION = 1;
const EVERY_NETWORK = 0xffff;
const HOPS = 0xff;
/** Control octet of the NPDU (clause 6.2.2). */
const CONTROL = { networkMessage: 0x80, destination: 0x20, source: 0x08, expectingReply: 0x04 };

export type Frame =
  | { readonly kind: "apdu"; readonly from: Peer; readonly forwarded: boolean; readonly apdu: Buffer }
  /** A BBMD's answer to a registration or a broadcast of ours; 0 is success. */
  | { readonly kind: "result"; readonly code: number }
  /** Nothing that concerns a device that is no router and no BBMD. */
  | { readonly kind: "none" };

/** @param from the sender of the datagram, `ip:port` @throws Malformed */
export function readFrame(datagram: Buffer, from: string): Frame {
  const octets = openOctets(datagram);
  if (octets.u8() !== BVLL_TYPE) throw new Malformed("not BACnet/IP");
  const bvlcFunction = octets.u8();
  if (octets.u16() !== datagram.length) throw new Malformed("the length is not the datagram's");
  switch (bvlcFunction) {
    case BVLC.result:
      return { kind: "result", code: octets.u16() };
    case BVLC.forwarded: {
      const host = [...octets.take(4)].join(".");
      const origin = `${host}:${octets.u16()}`;
      return readNpdu(octets.take(octets.left()), origin, true);
    }
    case BVLC.unicast:
    case BVLC.broadcast:
      return readNpdu(octets.take(octets.left()), from, false);
    default:
      return { kind: "none" };
  }
}

function readNpdu(npdu: Buffer, address: string, forwarded: boolean): Frame {
  const octets = openOctets(npdu);
  if (octets.u8() !== NPDU_VERSION) throw new Malformed("not version 1 of the network layer");
  const control = octets.u8();
  if ((control & CONTROL.destination) !== 0) {
    octets.u16();
    octets.take(octets.u8());
  }
  let route: Peer["route"];
  if ((control & CONTROL.source) !== 0) {
    const network = octets.u16();
    route = { network, mac: octets.take(octets.u8()).toString("hex") };
  }
  if ((control & CONTROL.destination) !== 0) octets.u8();
  if ((control & CONTROL.networkMessage) !== 0) return { kind: "none" };
  const from = route === undefined ? { address } : { address, route };
  return { kind: "apdu", from, forwarded, apdu: octets.take(octets.left()) };
}

/** A datagram for one peer. */
export function unicast(to: Peer, apdu: Buffer, expectingReply: boolean): Buffer {
  const reply = expectingReply ? CONTROL.expectingReply : 0;
  if (to.route === undefined) return bvll(BVLC.unicast, [Buffer.from([NPDU_VERSION, reply]), apdu]);
  const { network, mac } = to.route;
  const station = Buffer.from(mac, "hex");
  const header = [NPDU_VERSION, CONTROL.destination | reply, network >> 8, network & 0xff, station.length];
  return bvll(BVLC.unicast, [Buffer.from(header), station, Buffer.from([HOPS]), apdu]);
}

/** A datagram for every device of every network: by local broadcast, or through the BBMD that it is sent to. */
export function broadcast(apdu: Buffer, through: "broadcast" | "bbmd"): Buffer {
  const header = [NPDU_VERSION, CONTROL.destination, EVERY_NETWORK >> 8, EVERY_NETWORK & 0xff, 0, HOPS];
  return bvll(through === "bbmd" ? BVLC.distribute : BVLC.broadcast, [Buffer.from(header), apdu]);
}

/** Annex J.5.2. @param ttlS how long the BBMD shall keep us, in seconds */
export const registerForeign = (ttlS: number): Buffer =>
  bvll(BVLC.registerForeign, [Buffer.from([ttlS >> 8, ttlS & 0xff])]);

function bvll(bvlcFunction: number, parts: readonly Buffer[]): Buffer {
  const length = 4 + parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([BVLL_TYPE, bvlcFunction, length >> 8, length & 0xff]), ...parts]);
}
