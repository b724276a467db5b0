import type { Clock } from "@outstation/kit/clock";
import { addRun, type Run, runsOf } from "./dropped-runs";
import type { MessageKey } from "./message";

/** How long a status speaks of pressure after the last message was let go. */
const PRESSURE_MS = 60_000;

/** What will never be sent: which messages, how many since this start, and whether room is short now. */
export type Losses = ReturnType<typeof createLosses>;

export function createLosses(options: { readonly clock: Clock; readonly onDropped: (detail: string) => void }) {
  const { clock } = options;
  let runs: readonly Run[] = [];
  let isSaved = true;
  let lost = 0;
  let droppedAt = Number.NEGATIVE_INFINITY;
  const isPressed = () => clock.now() - droppedAt < PRESSURE_MS;

  return {
    runs: () => runs,
    lost: () => lost,
    isPressed,
    /** The runs as they would be with these too: to be written in the transaction that lets them go. Null where nothing is new. */
    with: (keys: readonly MessageKey[]): readonly Run[] | null =>
      keys.length === 0 && isSaved ? null : joined(runs, keys),
    /** These were written. */
    saved() {
      isSaved = true;
    },
    /** Messages for which there was no room. */
    dropped(keys: readonly MessageKey[]) {
      if (keys.length === 0) return;
      if (!isPressed()) options.onDropped(`no room: the oldest messages are let go, ${keys.length} now`);
      droppedAt = clock.now();
      runs = joined(runs, keys);
      isSaved = false;
      lost += keys.length;
    },
    /** Messages that are gone or no longer what they were. */
    damaged(gone: readonly Run[], messages: number) {
      runs = gone.reduce((all: readonly Run[], run) => addRun(all, run), runs);
      isSaved = false;
      lost += messages;
    },
  };
}

const joined = (runs: readonly Run[], keys: readonly MessageKey[]): readonly Run[] =>
  runsOf(keys).reduce((all: readonly Run[], run) => addRun(all, run), runs);
