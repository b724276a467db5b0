import type { QuarantineKey } from "@outstation/db/series/quarantine";
import type { KeptMessage, QuarantineFilter, QuarantineState } from "@outstation/db/series/quarantine-desk";
import { fault } from "@outstation/kit/fault";

export { QUARANTINE_STATES } from "@outstation/db/series/quarantine-desk";
export type { QuarantineFilter, QuarantineState };

/** A kept message as a member sees it. Times are Unix milliseconds. */
export type QuarantineView = Omit<KeptMessage, keyof QuarantineKey> & {
  /** `<stream>:<partition>:<offset>`. */
  readonly id: string;
  /** Whether it can be sent through the pipeline again; only readings can. */
  readonly isReplayable: boolean;
};

const ID = /^([a-z-]{1,40}):(\d{1,5}):(\d{1,15})$/;

/** @throws Fault `quarantine.not_found` for what is no id. */
export function keyOf(id: string): QuarantineKey {
  const [, stream, partition, offset] = ID.exec(id) ?? [];
  if (stream === undefined) throw notKept();
  return { stream, partition: Number(partition), offset: Number(offset) };
}

export const notKept = () =>
  fault("quarantine.not_found", "There is no such message in quarantine: it was deleted, or never there.");

const idOf = ({ stream, partition, offset }: QuarantineKey): string => `${stream}:${partition}:${offset}`;

export function view(message: KeptMessage): QuarantineView {
  const { stream, partition, offset, ...rest } = message;
  return {
    ...rest,
    id: idOf({ stream, partition, offset }),
    isReplayable: message.topic.endsWith("/up/telemetry"),
  };
}
