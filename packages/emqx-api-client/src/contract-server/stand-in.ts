import type { Message } from "../areas/publishing";
import type { Broker, Ending } from "./broker";

// What a test holds of the stand-in.

/** One request as it arrived, before anything was decided about it. */
export type RecordedCall = {
  readonly method: string;
  /** Below `/api/v5`, still percent-encoded, with its query. */
  readonly path: string;
  /** Parsed when it is JSON. */
  readonly body: unknown;
};

/** Instead of the next answers: a status as a gateway in front would give it, or no answer at all. */
export type Trouble =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | "hang-up"
  /** The request takes effect, and its answer is lost. */
  | "lose-reply"
  | "silence";

export type NewClient = {
  readonly clientid: string;
  readonly username?: string;
  readonly ipAddress?: string;
  /** `ssl:default` when left out. */
  readonly listener?: string;
  readonly subscriptions?: readonly string[];
  readonly clientAttrs?: Readonly<Record<string, string>>;
};

export type ContractClient = {
  readonly clientid: string;
  /** Resolves when the broker, or `close`, ends the connection. */
  readonly ended: Promise<Ending>;
  readonly received: readonly Message[];
  readonly isConnected: () => boolean;
  /** Goes away; with `keepSession` its subscriptions wait for it. */
  readonly close: (options?: { readonly keepSession?: boolean }) => void;
};

export type ContractServer = {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** What the stand-in remembers; a test may read it and set it up. */
  readonly broker: Broker;
  /** Every call in order. `GET`s too; `/status` too; those met by trouble too. */
  readonly calls: readonly RecordedCall[];
  /** Method and path only, in order: what most assertions are about. */
  readonly callLines: () => readonly string[];
  readonly forgetCalls: () => void;
  /** Replies of this stand-in that did not fit EMQX's document. `stop` throws them. */
  readonly breaches: readonly string[];
  /** A client connects over MQTT, as far as the REST API can tell. @throws Error when it is banned or its listener is not running. */
  readonly connect: (client: NewClient) => ContractClient;
  /** Meets the next requests with trouble, one each, in order. */
  readonly trouble: (...troubles: readonly Trouble[]) => void;
  /** @throws Error naming every breach of the document. */
  readonly stop: () => Promise<void>;
};

export type ContractServerOptions = {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** 0, or left out, for a free one. */
  readonly port?: number;
  readonly version?: string;
  readonly edition?: Broker["edition"];
};
