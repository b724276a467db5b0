import type { Clock } from "@outstation/kit/clock";
import type { ObjectId, TypedValue } from "bacstack";
import covNotify from "bacstack/lib/services/cov-notify.js";
import { datagram } from "./frames";
import { type BacnetObject, PROPERTY } from "./objects";

export type Subscribe = {
  readonly subscriberProcessId: number;
  readonly monitoredObjectId: ObjectId;
  readonly cancellationRequest: boolean;
  readonly issueConfirmedNotifications?: boolean;
  /** Seconds; 0 or none is for ever. */
  readonly lifetime?: number;
};
type Held = Subscribe & { readonly receiver: string; readonly until: number; told: string; toldValue: number };

/** bacstack's encoder has its test for "no index" and "no priority" the wrong way round: 0 is what it leaves out. */
const LEFT_OUT = 0;
const CONFIRMED_COV_NOTIFICATION = 1;
const UNCONFIRMED_COV_NOTIFICATION = 2;

/** The subscriptions of a simulated device (ASHRAE 135 clause 13.14): told when the value moved by the increment or its flags changed. */
export function createCovSubscriptions(options: {
  readonly deviceInstance: number;
  readonly objects: readonly BacnetObject[];
  readonly increment: number;
  readonly clock: Clock;
  readonly send: (message: Buffer, receiver: string) => void;
}) {
  const { clock, objects, increment, send } = options;
  const held = new Map<string, Held>();
  const unacknowledged = new Set<number>();
  let invokeId = 0;
  let notifications = 0;

  function notify(one: Held, [present, flags]: readonly (readonly TypedValue[])[]) {
    const sink = { buffer: Buffer.alloc(1400), offset: 0 };
    const left = one.until === Number.POSITIVE_INFINITY ? 0 : Math.max(0, Math.floor((one.until - clock.now()) / 1000));
    const values = [
      { property: { id: PROPERTY.presentValue, index: LEFT_OUT }, value: present ?? [], priority: LEFT_OUT },
      { property: { id: PROPERTY.statusFlags, index: LEFT_OUT }, value: flags ?? [], priority: LEFT_OUT },
    ];
    covNotify.encode(sink, one.subscriberProcessId, options.deviceInstance, one.monitoredObjectId, left, values);
    const body = sink.buffer.subarray(0, sink.offset);
    notifications++;
    if (one.issueConfirmedNotifications !== true)
      return send(datagram(Buffer.concat([Buffer.from([0x10, UNCONFIRMED_COV_NOTIFICATION]), body])), one.receiver);
    invokeId = (invokeId + 1) & 0xff;
    unacknowledged.add(invokeId);
    const header = Buffer.from([0x00, 0x05, invokeId, CONFIRMED_COV_NOTIFICATION]);
    send(datagram(Buffer.concat([header, body])), one.receiver);
  }
  function tell(one: Held, always: boolean) {
    const object = objects.find(({ id }) => sameObject(id, one.monitoredObjectId));
    const now = [object?.read(PROPERTY.presentValue) ?? [], object?.read(PROPERTY.statusFlags) ?? []];
    const value = now[0]?.[0]?.value;
    const moved = typeof value === "number" && Math.abs(value - one.toldValue) >= increment;
    // What is not analog is told at every change.
    const text = JSON.stringify(now[0]?.[0]?.type === 4 ? now[1] : now);
    if (!always && !moved && text === one.told) return;
    one.told = text;
    one.toldValue = typeof value === "number" ? value : 0;
    notify(one, now);
  }

  return {
    /** @returns false where there is no such object. */
    subscribe(receiver: string, wanted: Subscribe): boolean {
      const id = wanted.monitoredObjectId;
      if (!objects.some((object) => sameObject(object.id, id))) return false;
      const key = `${receiver}/${wanted.subscriberProcessId}/${id.type}:${id.instance}`;
      held.delete(key);
      if (wanted.cancellationRequest) return true;
      const { lifetime = 0 } = wanted;
      const until = lifetime === 0 ? Number.POSITIVE_INFINITY : clock.now() + lifetime * 1000;
      const one = { ...wanted, receiver, until, told: "", toldValue: 0 };
      held.set(key, one);
      // After the acknowledgement, which goes first.
      setImmediate(() => tell(one, true));
      return true;
    },
    /** Ends what is over and tells what changed. */
    tick() {
      for (const [key, one] of held) {
        if (one.until <= clock.now()) held.delete(key);
        else tell(one, false);
      }
    },
    forget: () => held.clear(),
    acknowledged: (id: number) => unacknowledged.delete(id),
    counts: () => ({ held: held.size, notifications, unacknowledged: unacknowledged.size }),
    /** The lifetimes as asked for, in seconds. */
    lifetimes: () => [...held.values()].map(({ lifetime = 0 }) => lifetime),
  };
}

const sameObject = (a: ObjectId, b: ObjectId) => a.type === b.type && a.instance === b.instance;
