import { NoAnswer, type Patience, Refused } from "../bacnet-port";
import { errorText } from "../wire/answers";
import { type Apdu, confirmedRequest, type ReadingService, segmentAck } from "../wire/apdu";
import { type Peer, peerKey, unicast } from "../wire/frame";
import type { RequestBudget } from "./budget";
import { createSegments } from "./segments";

type Answer = Extract<Apdu, { kind: "ack" | "error" | "reject" | "abort" }>;
type Pending = { readonly invokeId: number; take(answer: Answer): void; fail(reason: Error): void };

export type Transactions = {
  /** Sends a confirmed request until it is answered. @returns the answer's body. */
  request(peer: Peer, service: ReadingService, body: Buffer, patience: Patience): Promise<Buffer>;
  /** An answer counts for the request of the same device and invoke id only. */
  onAnswer(from: Peer, answer: Answer): void;
  failAll(reason: Error): void;
};

/** Confirmed requests (ASHRAE 135, clause 5.4): invoke ids of each device's own, tries, and segmented answers. */
export function createTransactions(options: {
  readonly send: (peer: Peer, datagram: Buffer) => void;
  readonly budget: RequestBudget;
}): Transactions {
  const { send, budget } = options;
  /** One outstanding request a device; the budget sees to that. */
  const pending = new Map<string, Pending>();
  const lastInvokeIds = new Map<string, number>();

  function nextInvokeId(key: string): number {
    const invokeId = ((lastInvokeIds.get(key) ?? Math.floor(Math.random() * 256)) + 1) & 0xff;
    lastInvokeIds.set(key, invokeId);
    return invokeId;
  }

  /** @returns null after silence. */
  function tryOnce(peer: Peer, service: ReadingService, body: Buffer, timeoutMs: number): Promise<Buffer | null> {
    const key = peerKey(peer);
    const invokeId = nextInvokeId(key);
    const segments = createSegments();
    return new Promise<Buffer | null>((resolve, reject) => {
      let timer = setTimeout(() => resolve(null), timeoutMs);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        settle();
      };
      pending.set(key, {
        invokeId,
        fail: (reason) => end(() => reject(reason)),
        take(answer) {
          if (answer.kind !== "ack") return end(() => reject(refusal(answer)));
          if (answer.service !== service) return;
          if (answer.segment === undefined) return end(() => resolve(answer.body));
          const { reply, whole } = segments.take(answer.segment, answer.body);
          if (reply !== undefined)
            send(peer, unicast(peer, segmentAck(invokeId, reply.sequence, reply.window, reply.negative), false));
          if (whole !== undefined) return end(() => resolve(whole));
          clearTimeout(timer);
          timer = setTimeout(() => resolve(null), timeoutMs);
        },
      });
      send(peer, unicast(peer, confirmedRequest(invokeId, service, body), true));
    }).finally(() => pending.delete(key));
  }

  return {
    async request(peer, service, body, { timeoutMs, tries }) {
      for (let left = tries; left > 0; left--) {
        const end = await budget.turn(peerKey(peer));
        const answer = await tryOnce(peer, service, body, timeoutMs).finally(end);
        if (answer !== null) return answer;
      }
      throw new NoAnswer(tries);
    },
    onAnswer(from, answer) {
      const waiting = pending.get(peerKey(from));
      if (waiting?.invokeId === answer.invokeId) waiting.take(answer);
    },
    failAll(reason) {
      for (const { fail } of pending.values()) fail(reason);
    },
  };
}

function refusal(answer: Exclude<Answer, { kind: "ack" }>): Refused {
  if (answer.kind === "error")
    return new Refused("error", answer.errorCode, errorText(answer.errorClass, answer.errorCode));
  return new Refused(answer.kind, answer.reason, `${answer.kind} reason ${answer.reason}`);
}
