import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import type { MonitorResult } from "./monitor";

type Point = OpcUaSource["points"][number];

/** What a person should know of a source that is connected: what it does not do as the package asks. Undefined if all is well. */
export function noteOf(state: {
  readonly source: OpcUaSource;
  readonly refused: readonly Point[];
  readonly active: ReadonlyMap<Point, MonitorResult>;
  readonly bridgeMs: number;
}): string | undefined {
  const { source, refused, bridgeMs } = state;
  const active = [...state.active];
  const of = `of ${source.points.length} points`;
  const unfiltered = active.filter(([, { withoutDeadband }]) => withoutDeadband);
  const short = active
    .map(([point, { queueSize }]) => ({ point, heldMs: queueSize * (point.samplingMs ?? source.samplingMs) }))
    .filter(({ heldMs }) => heldMs < bridgeMs)
    .sort((a, b) => a.heldMs - b.heldMs);
  const notes = [
    refused[0] && `${refused.length} ${of} refused, such as ${refused[0].name}`,
    unfiltered[0] && `the server has no deadband for ${unfiltered.length} ${of}, such as ${unfiltered[0][0].name}`,
    short[0] &&
      `the server keeps less than ${seconds(bridgeMs)} of changes for ${short.length} ${of}: a longer outage than ${seconds(short[0].heldMs)} may lose some of ${short[0].point.name}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join("; ");
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
