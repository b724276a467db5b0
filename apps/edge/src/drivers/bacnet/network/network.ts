import type { BacnetPort, Bbmd, PeerListener } from "../bacnet-port";
import { type IAm, readCovNotification, readIAm, readPropertyAck, readPropertyMultipleAck } from "../wire/answers";
import {
  type Apdu,
  CONFIRMED,
  readApdu,
  rejectService,
  simpleAck,
  UNCONFIRMED,
  unknownSubscription,
  whoIsRequest,
} from "../wire/apdu";
import { broadcast, type Frame, type Peer, peerKey, readFrame, unicast } from "../wire/frame";
import { encodeReadProperty, encodeReadPropertyMultiple, encodeSubscribeCov, encodeWhoIs } from "../wire/requests";
import { createRequestBudget } from "./budget";
import { type ForeignRegistration, keepForeignRegistration } from "./foreign-device";
import { createUdpLink, resolveAddress } from "./socket";
import { createTransactions } from "./transactions";

export type Network = BacnetPort & { readonly dropped: () => number; close(): void };

/** A BACnet/IP network as one socket sees it. A datagram that cannot be read is counted and forgotten. */
export function openNetwork(options: {
  readonly localAddress: string;
  readonly perSecond: () => number;
  readonly now?: () => number;
}): Network {
  const listeners = new Map<string, Set<PeerListener>>();
  const everyone = new Set<(from: Peer, iAm: IAm) => void>();
  const foreign = new Map<string, Set<ForeignRegistration>>();
  let dropped = 0;
  const budget = createRequestBudget(options.perSecond, options.now);
  const link = createUdpLink({
    localAddress: options.localAddress,
    onDatagram(datagram, from) {
      let act: () => void;
      try {
        act = understand(readFrame(datagram, from), from);
      } catch {
        // Whatever the reason: nothing was done with it yet, and a datagram from anyone must not end a gateway.
        dropped++;
        return;
      }
      act();
    },
    onError: (reason) => transactions.failAll(reason),
  });
  const transactions = createTransactions({ budget, send: (peer, datagram) => link.send(datagram, peer.address) });

  function understand(frame: Frame, sender: string): () => void {
    if (frame.kind === "none") return () => {};
    if (frame.kind === "result") return () => foreign.get(sender)?.forEach((one) => void one.onResult(frame.code));
    const apdu = readApdu(frame.apdu);
    if (apdu.kind === "unconfirmed" && apdu.service === UNCONFIRMED.iAm)
      return heardIAm(frame.from, readIAm(apdu.body));
    // What a BBMD passed on can be no answer to us, and its origin is only what the BBMD says.
    return frame.forwarded ? () => {} : understandDirect(frame.from, apdu);
  }
  function understandDirect(from: Peer, apdu: Apdu): () => void {
    switch (apdu.kind) {
      case "none":
        return () => {};
      case "unconfirmed": {
        if (apdu.service !== UNCONFIRMED.covNotification) return () => {};
        const notification = readCovNotification(apdu.body);
        return () => void notify(from, notification);
      }
      case "request": {
        const answer = (reply: Buffer) => link.send(unicast(from, reply, false), from.address);
        if (apdu.service !== CONFIRMED.covNotification) return () => answer(rejectService(apdu.invokeId));
        const notification = readCovNotification(apdu.body);
        return () => {
          const wanted = notify(from, notification);
          answer(wanted ? simpleAck(apdu.invokeId, apdu.service) : unknownSubscription(apdu.invokeId));
        };
      }
      default:
        return () => transactions.onAnswer(from, apdu);
    }
  }
  const heardIAm = (from: Peer, iAm: IAm) => () => {
    for (const hear of everyone) hear(from, iAm);
    for (const listener of listeners.get(peerKey(from)) ?? []) listener.onIAm(iAm);
  };
  function notify(from: Peer, notification: ReturnType<typeof readCovNotification>): boolean {
    let wanted = false;
    for (const listener of listeners.get(peerKey(from)) ?? []) wanted = listener.onNotification(notification) || wanted;
    return wanted;
  }

  return {
    dropped: () => dropped,
    open: () => link.open(),
    async readProperty(peer, reference, patience) {
      const body = encodeReadProperty(reference);
      return readPropertyAck(await transactions.request(peer, CONFIRMED.readProperty, body, patience));
    },
    async readPropertyMultiple(peer, references, patience) {
      const body = encodeReadPropertyMultiple(references);
      return readPropertyMultipleAck(await transactions.request(peer, CONFIRMED.readPropertyMultiple, body, patience));
    },
    async subscribeCov(peer, subscription, patience) {
      await transactions.request(peer, CONFIRMED.subscribeCov, encodeSubscribeCov(subscription), patience);
    },
    async whoIs(to, range) {
      const apdu = whoIsRequest(encodeWhoIs(range));
      const end = await budget.turn("peer" in to ? peerKey(to.peer) : "broadcast");
      if ("peer" in to) link.send(unicast(to.peer, apdu, false), to.peer.address);
      else if ("bbmd" in to) link.send(broadcast(apdu, "bbmd"), to.bbmd);
      else link.send(broadcast(apdu, "broadcast"), to.broadcast);
      end();
    },
    hear: (peer, listener) => addTo(listeners, peerKey(peer), listener),
    hearEveryIAm(onIAm) {
      everyone.add(onIAm);
      return () => everyone.delete(onIAm);
    },
    keepRegistered(bbmd, onState) {
      let forget = () => {};
      let ended = false;
      void register(bbmd, onState).then((undo) => {
        if (ended) undo();
        else forget = undo;
      });
      return () => {
        ended = true;
        forget();
      };
    },
    close() {
      for (const registration of [...foreign.values()].flatMap((ones) => [...ones])) registration.stop();
      budget.close();
      transactions.failAll(new Error("the network was closed"));
      link.close();
    },
  };

  async function register(bbmd: Bbmd, onState: (problem: string | null) => void): Promise<() => void> {
    const address = await resolveAddress(bbmd.address).catch(() => undefined);
    // Where the socket cannot be opened now, the registration is asked for again as if its answer was lost.
    await link.open().catch(() => {});
    if (address === undefined) {
      onState(`BBMD ${bbmd.address} is not known by name`);
      return () => {};
    }
    const send = (datagram: Buffer) => link.send(datagram, address);
    const registration = keepForeignRegistration({ bbmd, send, onState });
    const forget = addTo(foreign, address, registration);
    return () => {
      registration.stop();
      forget();
    };
  }
}

function addTo<T>(sets: Map<string, Set<T>>, key: string, member: T): () => void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(member));
  return () => {
    set.delete(member);
    if (set.size === 0) sets.delete(key);
  };
}
