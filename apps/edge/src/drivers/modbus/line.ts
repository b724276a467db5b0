import { sleep } from "@outstation/kit/clock";
import { type Exchange, type Framing, Garbage } from "./framing";
import type { Answer, Read } from "./pdu";
import type { Port } from "./port";

const ANSWER_MS = 2000;
/** A frame has at most 260 bytes; a line that says more without an answer in it is talking of something else. */
const RECEIVED_MAX = 4096;

/** Thrown where a unit said nothing in time; the line itself may be well. */
export class NoAnswer extends Error {}

/** One wire, or one connection, with any number of units on it. It asks one thing at a time, in the order of the asking. */
export type Line = {
  /** @throws NoAnswer, Garbage, or Error where the line cannot be opened or was lost. */
  read(unitId: number, read: Read, answerMs?: number): Promise<Answer>;
  close(): void;
};

export type LineOptions = {
  readonly open: () => Promise<Port>;
  readonly framing: Framing;
  /** Before a request the line is silent for this long. */
  readonly silenceMs: number;
};

type Opened = { readonly port: Port; onData: (chunk: Buffer) => void };

export function createLine(options: LineOptions): Line {
  let opened: Opened | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function ask(unitId: number, read: Read, answerMs: number): Promise<Answer> {
    if (closed) throw new Error("the line was closed");
    if (opened === null || opened.port.destroyed) opened = attend(await options.open());
    const asked = opened;
    if (closed) asked.port.destroy();
    if (options.silenceMs > 0) await sleep(Math.ceil(options.silenceMs));
    try {
      return await exchange(asked, options.framing(unitId, read), answerMs);
    } catch (reason) {
      // After bytes of which no sense can be made, nobody knows where the next answer begins.
      if (!(reason instanceof NoAnswer)) asked.port.destroy();
      throw reason;
    }
  }

  return {
    read(unitId, read, answerMs = ANSWER_MS) {
      const turn = last.then(() => ask(unitId, read, answerMs));
      last = turn.catch(() => {});
      return turn;
    },
    close() {
      closed = true;
      opened?.port.destroy();
    },
  };
}

/** What comes without being asked for goes by unheard: noise, or an answer that came too late. */
function attend(port: Port): Opened {
  const opened: Opened = { port, onData: () => {} };
  port.on("data", (chunk: Buffer) => opened.onData(chunk));
  port.on("end", () => port.destroy());
  // Whoever is asking meets the failure itself; without a listener the event would end the process.
  port.on("error", () => {});
  return opened;
}

function exchange(asked: Opened, { request, findAnswer }: Exchange, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = asked;
    let received = Buffer.alloc(0);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      asked.onData = () => {};
      port.off("close", onClose).off("error", onError);
      done();
    };
    const onClose = () => settle(() => reject(new Error("the connection was lost")));
    const onError = (reason: Error) => settle(() => reject(reason));
    const timer = setTimeout(
      () => settle(() => reject(received.length === 0 ? new NoAnswer("no answer") : new Garbage("half an answer"))),
      timeoutMs,
    );
    asked.onData = (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        const answer = findAnswer(received);
        if (answer !== null) settle(() => resolve(answer));
        else if (received.length > RECEIVED_MAX) throw new Garbage("much came, and no answer in it");
      } catch (reason) {
        settle(() => reject(reason));
      }
    };
    if (port.destroyed) return onClose();
    port.on("close", onClose).on("error", onError);
    port.write(request);
  });
}
