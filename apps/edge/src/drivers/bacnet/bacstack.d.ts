/** The part of bacstack 0.0.1-beta.14 that the driver and the simulated device use; the package ships no types. */
declare module "bacstack" {
  import type { EventEmitter } from "node:events";

  export type ObjectId = { readonly type: number; readonly instance: number };
  export type PropertyReference = { readonly id: number; readonly index?: number };
  export type TypedValue = { readonly type: number; readonly value: unknown };
  export type ReadSpecification = { readonly objectId: ObjectId; readonly properties: readonly PropertyReference[] };
  /** As decoded from an answer; an error of one property is one value of type 105 with `{errorClass, errorCode}`. */
  export type ReadResult = {
    readonly objectId: ObjectId;
    readonly values: readonly { readonly id: number; readonly index: number; readonly value: readonly TypedValue[] }[];
  };
  /** As encoded into an answer. */
  export type ReadAnswer = {
    readonly objectId: ObjectId;
    readonly values: readonly {
      readonly property: Required<PropertyReference>;
      readonly value: readonly TypedValue[];
    }[];
  };

  /** What `options.transport` must be: an emitter of `message(Buffer, address)` and `error(Error)`. */
  export interface Transport extends EventEmitter {
    getBroadcastAddress(): string;
    getMaxPayload(): number;
    send(buffer: Buffer, length: number, receiver: string): void;
    open(): void;
    close(): void;
  }

  type Confirmed<T> = { readonly address: string; readonly invokeId: number; readonly request: T };
  type Events = {
    error: [Error];
    whoIs: [{ readonly address: string; readonly lowLimit?: number; readonly highLimit?: number }];
    readProperty: [Confirmed<{ readonly objectId: ObjectId; readonly property: Required<PropertyReference> }>];
    readPropertyMultiple: [Confirmed<{ readonly properties: readonly Required<ReadSpecification>[] }>];
    writeProperty: [Confirmed<unknown>];
    subscribeCOV: [
      Confirmed<{
        readonly subscriberProcessId: number;
        readonly monitoredObjectId: ObjectId;
        readonly cancellationRequest: boolean;
        readonly issueConfirmedNotifications?: boolean;
        readonly lifetime?: number;
      }>,
    ];
    iAm: [
      { readonly address: string; readonly deviceId: number; readonly maxApdu: number; readonly segmentation: number },
    ];
  };

  export default class Bacstack {
    constructor(options: { readonly transport: Transport; readonly apduTimeout?: number });
    on<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): this;
    once<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): this;
    whoIs(options: { readonly address: string; readonly lowLimit?: number; readonly highLimit?: number }): void;
    readProperty(
      address: string,
      objectId: ObjectId,
      propertyId: number,
      next: (error: Error | null, result?: { readonly values: readonly TypedValue[] }) => void,
    ): void;
    readPropertyMultiple(
      address: string,
      specifications: readonly ReadSpecification[],
      next: (error: Error | null, result?: { readonly values: readonly ReadResult[] }) => void,
    ): void;
    readPropertyResponse(
      receiver: string,
      invokeId: number,
      objectId: ObjectId,
      property: Required<PropertyReference>,
      values: readonly TypedValue[],
    ): void;
    readPropertyMultipleResponse(receiver: string, invokeId: number, values: readonly ReadAnswer[]): void;
    simpleAckResponse(receiver: string, service: number, invokeId: number): void;
    errorResponse(receiver: string, service: number, invokeId: number, errorClass: number, errorCode: number): void;
    close(): void;
  }
}

/** The encoders of bacstack that our requests are written with, loaded one by one: its index would bring WriteProperty along. */
declare module "bacstack/lib/asn1.js" {
  export type Sink = { readonly buffer: Buffer; offset: number };
  const asn1: {
    encodeContextObjectId(sink: Sink, tag: number, type: number, instance: number): void;
    encodeContextEnumerated(sink: Sink, tag: number, value: number): void;
    encodeContextUnsigned(sink: Sink, tag: number, value: number): void;
    encodeOpeningTag(sink: Sink, tag: number): void;
    encodeClosingTag(sink: Sink, tag: number): void;
  };
  export default asn1;
}
declare module "bacstack/lib/services/who-is.js" {
  import type { Sink } from "bacstack/lib/asn1.js";

  const whoIs: { encode(sink: Sink, low: number, high: number): void };
  export default whoIs;
}
declare module "bacstack/lib/services/subscribe-cov.js" {
  import type { ObjectId } from "bacstack";
  import type { Sink } from "bacstack/lib/asn1.js";

  const subscribeCov: {
    encode(
      sink: Sink,
      processId: number,
      object: ObjectId,
      cancel: boolean,
      confirmed: boolean,
      lifetimeS: number,
    ): void;
  };
  export default subscribeCov;
}

declare module "bacstack/lib/services/cov-notify.js" {
  import type { ObjectId, TypedValue } from "bacstack";
  import type { Sink } from "bacstack/lib/asn1.js";

  const covNotify: {
    encode(
      sink: Sink,
      processId: number,
      deviceInstance: number,
      object: ObjectId,
      timeRemainingS: number,
      values: readonly {
        readonly property: { readonly id: number; readonly index: number };
        readonly value: readonly TypedValue[];
        readonly priority: number;
      }[],
    ): void;
  };
  export default covNotify;
}
