import type { SourceHealth } from "./driver";

/** Passes a source's health on when it differs from what was last said, and nothing after it was closed. */
export function createHealthReporter(onHealth: (health: SourceHealth) => void) {
  let last = "";
  let closed = false;
  return {
    say(state: SourceHealth["state"], detail?: string) {
      const text = `${state} ${detail ?? ""}`;
      if (closed || text === last) return;
      last = text;
      onHealth(detail === undefined ? { state } : { state, detail: detail.slice(0, 500) });
    },
    close() {
      closed = true;
    },
  };
}

/** One line about an error, for a health detail. modbus-serial's errors have a message and are no Errors. */
export function lineOf(reason: unknown): string {
  const message = typeof reason === "object" && reason !== null && "message" in reason ? reason.message : reason;
  return String(message).split("\n")[0] ?? "";
}
