import type { EdgeAlarm } from "@outstation/contracts/edge/alarms";
import { EdgeAlarmEvent } from "@outstation/contracts/mqtt/event";
import type { Instant } from "@outstation/kit/clock";
import type { Told } from "./watch";

/** The event of a change. Its id is made of the alarm and the source's time, so that a second telling is known as one. */
export function eventOf(
  { id: alarm, device, point, priority, message, ...limit }: EdgeAlarm,
  { state, activeSince, since, at, value, quality }: Told,
  packageVersion: number,
): EdgeAlarmEvent {
  const occurrence = `${alarm}@${activeSince}`;
  const { kind, setpoint, deadband, onDelayMs, offDelayMs } = limit;
  return {
    kind: "alarm",
    ...{ id: `${occurrence}/${state}`, occurrence, alarm, device, point, state, since, at, priority },
    limit: { kind, setpoint, deadband, onDelayMs, offDelayMs },
    value: typeof value === "number" ? value : null,
    quality,
    ...(message === undefined ? {} : { message }),
    packageVersion,
  };
}

/** The end of an alarm that no package has any more, from the event that began it. */
export function endOf(begun: string, at: Instant, reason: string): EdgeAlarmEvent {
  const event = EdgeAlarmEvent.parse(JSON.parse(begun));
  const { id: _id, value: _value, quality: _quality, state: _state, ...rest } = event;
  return {
    ...rest,
    id: `${event.occurrence}/normal`,
    ...{ state: "normal", since: at, at, value: null, quality: "bad", reason },
  };
}
