import type { EdgeAlarms, EdgeOutput } from "@outstation/contracts/edge/alarms";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { OutputOptions, OutputPort, OutputRegistry } from "./output";

/** A device that was switched off and on again has forgotten its coils: what is wanted is said again this often. */
const REPEAT_MS = 10_000;
const BACKOFF = { baseMs: 1000, maxMs: 30_000 };
const FAIL_SAFE_MS = 2000;

export type OutputStatus = {
  readonly id: string;
  readonly state: "on" | "off" | "unknown";
  readonly detail?: string;
};

export type Outputs = {
  /** Switches each output to what the active alarms that it is granted to ask for. */
  follow(activeAlarms: ReadonlySet<string>): void;
  status(): OutputStatus[];
  /** Puts every output into its fail-safe state, as far as that can be had within 2 s, and lets it go. */
  stop(): Promise<void>;
};

/**
 * The outputs of a package, each with a loop of its own: one that cannot be reached holds up no other, is tried again, and
 * is `unknown` in the status until then.
 */
export function startOutputs(
  { outputs, grants }: Pick<EdgeAlarms, "outputs" | "grants">,
  options: OutputOptions & {
    readonly registry: OutputRegistry;
    readonly logger: Logger;
    readonly onStatus: () => void;
  },
): Outputs {
  const kept = outputs.map((output) => ({
    alarms: grants.filter((grant) => grant.output === output.id).map(({ alarm }) => alarm),
    loop: startLoop(output, options),
  }));
  return {
    follow(active) {
      for (const { alarms, loop } of kept) {
        // An output that no alarm is granted is never driven, not even to its fail-safe state.
        if (alarms.length > 0) loop.want(alarms.some((alarm) => active.has(alarm)));
      }
    },
    status: () => kept.map(({ loop }) => loop.status()),
    stop: async () => void (await Promise.all(kept.map(({ loop }) => loop.stop()))),
  };
}

type Loop = { want(on: boolean): void; status(): OutputStatus; stop(): Promise<void> };

function startLoop(output: EdgeOutput, options: Parameters<typeof startOutputs>[1]): Loop {
  const port = openPort(output, options);
  if (port !== null) return driveLoop(output, port, options);
  const status = { id: output.id, state: "unknown", detail: `this build drives no ${output.kind}` } as const;
  return { want: () => {}, status: () => status, stop: async () => {} };
}

function driveLoop(output: EdgeOutput, port: OutputPort, options: Parameters<typeof startOutputs>[1]): Loop {
  const stopping = new AbortController();
  let wanted: boolean | null = null;
  let status: OutputStatus = { id: output.id, state: "unknown" };
  let waiting = new AbortController();

  const say = (next: OutputStatus) => {
    const differs = next.state !== status.state || next.detail !== status.detail;
    status = next;
    if (!differs) return;
    options.logger.info({ output: next.id, state: next.state, detail: next.detail }, "output");
    options.onStatus();
  };

  const attempt = async (on: boolean): Promise<boolean> => {
    try {
      await port.write(on);
      say({ id: output.id, state: on ? "on" : "off" });
      return true;
    } catch (reason) {
      const detail = (reason instanceof Error ? reason.message : String(reason)).slice(0, 200);
      say({ id: output.id, state: "unknown", detail });
      return false;
    }
  };

  async function run() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      waiting = new AbortController();
      const on = wanted;
      if (on !== null) failures = (await attempt(on)) ? 0 : failures + 1;
      // It may have changed while it was written.
      if (on !== wanted || stopping.signal.aborted) continue;
      await sleep(failures === 0 ? REPEAT_MS : backoffMs(failures, BACKOFF), waiting.signal);
    }
    if (wanted !== null) await attempt(output.failSafe === "on");
    await port.close();
  }

  const running = run();
  return {
    want(on) {
      if (on === wanted) return;
      wanted = on;
      waiting.abort();
    },
    status: () => status,
    async stop() {
      stopping.abort();
      waiting.abort();
      await Promise.race([running, sleep(FAIL_SAFE_MS)]);
    },
  };
}

function openPort(output: EdgeOutput, { registry, dataDir }: Parameters<typeof startOutputs>[1]): OutputPort | null {
  switch (output.kind) {
    case "file":
      return registry.file?.(output, { dataDir }) ?? null;
    case "gpio":
      return registry.gpio?.(output, { dataDir }) ?? null;
    case "modbus-coil":
      return registry["modbus-coil"]?.(output, { dataDir }) ?? null;
  }
}
