import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Bbmd } from "../bacnet-port";
import { registerForeign } from "../wire/frame";

/** How long a BBMD may take to answer. */
const ANSWER_MS = 3000;
const RETRY = { baseMs: 1000, maxMs: 60_000 };

export type ForeignRegistration = {
  /** What the BBMD answered: 0 is success (ASHRAE 135, annex J.2.1). */
  onResult(code: number): void;
  stop(): void;
};

/** Registers with a BBMD and again at half of the time it was asked to keep us; what it refuses or leaves unanswered is asked again. */
export function keepForeignRegistration(options: {
  readonly bbmd: Bbmd;
  readonly send: (datagram: Buffer) => void;
  readonly onState: (problem: string | null) => void;
}): ForeignRegistration {
  const { bbmd, send, onState } = options;
  const stopping = new AbortController();
  let answered: (code: number | null) => void = () => {};
  void keep();

  async function keep() {
    for (let attempt = 0; !stopping.signal.aborted; ) {
      const code = await ask();
      if (stopping.signal.aborted) return;
      if (code === 0) {
        attempt = 0;
        onState(null);
        await refusedOrAfter(bbmd.ttlS * 500);
      } else {
        onState(code === null ? `BBMD ${bbmd.address} does not answer` : `BBMD ${bbmd.address} refuses: code ${code}`);
        await sleep(250 + backoffMs(attempt++, RETRY), stopping.signal);
      }
    }
  }
  function ask(): Promise<number | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_MS);
      const end = (code: number | null) => {
        clearTimeout(timer);
        resolve(code);
      };
      answered = end;
      send(registerForeign(bbmd.ttlS));
    });
  }
  /** A refusal in between means that the BBMD has forgotten us: it refused to distribute a broadcast. */
  function refusedOrAfter(ms: number): Promise<void> {
    const over = new AbortController();
    answered = (code) => {
      if (code !== 0) over.abort();
    };
    return sleep(ms, over.signal);
  }
  return {
    onResult: (code) => answered(code),
    stop() {
      stopping.abort();
      answered(null);
    },
  };
}
