import type { PiWebApiSource } from "@outstation/contracts/edge/sources/pi-web-api";
import { z } from "zod";
import type { SourceStatus } from "../driver";
import type { Row } from "../history/driver";

export type PiPoint = PiWebApiSource["points"][number];

/** What PI Web API calls a digital state; one of the system set says why there is no value, such as `I/O Timeout`. */
const State = z.object({ Name: z.string(), Value: z.unknown(), IsSystem: z.boolean().default(false) });

/** The answer of `streams/{webId}/recorded`, as far as it is asked for. */
export const Recorded = z.object({
  Items: z.array(
    z.object({
      Timestamp: z.string(),
      Value: z.unknown(),
      Good: z.boolean().default(true),
      Questionable: z.boolean().default(false),
      Substituted: z.boolean().default(false),
    }),
  ),
});
type Item = z.infer<typeof Recorded>["Items"][number];

export const RECORDED_FIELDS = ["Timestamp", "Value", "Good", "Questionable", "Substituted"]
  .map((name) => `Items.${name}`)
  .join(";");

/** A recorded value as a row. PI's times have up to seven decimals; the position keeps them all. */
export function rowOf(point: PiPoint, item: Item): Row {
  const time = Date.parse(item.Timestamp);
  const { value, status } = shown(point, item);
  return {
    position: item.Timestamp,
    key: JSON.stringify([item.Value, item.Good, item.Questionable, item.Substituted]),
    time,
    readings: [{ point: point.name, value, sourceTime: time, status }],
  };
}

function shown(point: PiPoint, item: Item): { readonly value: unknown; readonly status: SourceStatus } {
  const state = State.safeParse(item.Value).data;
  if (state?.IsSystem === true) return { value: null, status: said("bad", state.Name) };
  const value = state === undefined ? item.Value : point.kind === "string" ? state.Name : state.Value;
  if (!item.Good) return { value, status: said("bad", "not good") };
  if (item.Questionable) return { value, status: said("uncertain", "questionable") };
  if (item.Substituted) return { value, status: said("uncertain", "substituted") };
  return { value, status: said("good", null) };
}

const said = (quality: "good" | "uncertain" | "bad", status: string | null): SourceStatus => ({
  protocol: "historian",
  quality,
  status,
});
