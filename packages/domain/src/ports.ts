import type { Signed, SignedPurpose, SigningKey } from "@outstation/contracts/edge/signed";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { Stream } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import type { DueEntry } from "@outstation/db/directory";
import type { OffsetMove } from "@outstation/db/log/consumer-offsets";
import type { DeviceLatest, TenantLatest } from "@outstation/db/series/latest";
import type { WorkerTx } from "@outstation/db/worker";

// What the business asks of the outside. Each port has a real and an embedded side, and one contract test for both.
// The database is no port: Postgres is simply used. Its handles are named here for the rooms that only pass them on.
export type { Database, DeviceLatest, DueEntry, OffsetMove, TenantLatest, WorkerTx };

/** The consumers of `raw-telemetry` that store it: of the log in Postgres, and of a Kafka, whose offsets are its own. */
export const PIPELINE_CONSUMER = "pipeline";
export const KAFKA_PIPELINE_CONSUMER = "pipeline-kafka";
/** The consumer of `billing-events` that counts them. */
export const METER_CONSUMER = "meter";

export type LogRecord = { readonly key: string; readonly tenantId: string; readonly value: Uint8Array };
export type LogMessage = {
  readonly partition: number;
  readonly offset: number;
  readonly tenantId: string;
  readonly value: Uint8Array;
};
/** Where a record lies once it is appended. */
export type LogPlace = { readonly partition: number; readonly offset: number };
/** Messages in order within each partition, and how far they move a reader in each. */
export type LogBatch = {
  readonly stream: Stream;
  readonly messages: readonly LogMessage[];
  readonly moves: readonly OffsetMove[];
};

/** The streams, for the shared workers. */
export type EventLog = {
  /**
   * Durable when it resolves; with a transaction, when that commits. Order is kept within a key, and within one call the
   * records of a partition and tenant lie side by side.
   * @returns each record's place.
   */
  append(stream: Stream, records: readonly LogRecord[], tx?: WorkerTx): Promise<readonly LogPlace[]>;
  /** What comes next after `positions` (partition to next offset). Waits for something to come; empty once the signal aborts. */
  read(
    stream: Stream,
    positions: ReadonlyMap<number, number>,
    messagesMax: number,
    signal: AbortSignal,
  ): Promise<LogBatch>;
};

/** The streams as one tenant may see them: its own messages, under its own policy. */
export type TenantLog = {
  /** The tenant's next messages of a partition from an offset on, oldest first; empty when there are none yet. */
  readFrom(tenantId: string, at: { stream: Stream; partition: number; offset: number }): Promise<LogMessage[]>;
  /** The tenant's last messages of a partition before an offset, newest first. */
  readBefore(tenantId: string, at: { stream: Stream; partition: number; offset: number }): Promise<LogMessage[]>;
  nextOffset(stream: Stream, partition: number): Promise<number>;
  /** Resolves at the tenant's next append to the partition, or when the signal aborts. */
  changed(tenantId: string, at: { stream: Stream; partition: number }, signal: AbortSignal): Promise<void>;
};

/** Devices on the other side of MQTT. */
export type Broker = {
  /**
   * Starts taking connections.
   * @param doors.admit whether this certificate may connect; asked once a connection.
   * @param doors.linked told after a device came, with the certificate it came with, and after it went. A broker that closes
   *   tells nothing: its devices come back on their own.
   * @param doors.refused told why an identified device was turned away: `refused` at the door, `acl` for a topic.
   * @param doors.accept takes a message over. The device gets its PUBACK when the promise resolves and not before; if it
   *   rejects, the connection is closed and the device sends again.
   */
  listen(doors: {
    admit(identity: DeviceIdentity, fingerprintSha256: string): Promise<boolean>;
    accept(message: RawMessage): Promise<void>;
    linked?(identity: DeviceIdentity, fingerprintSha256: string, connected: boolean): void;
    refused?(identity: DeviceIdentity, reason: "refused" | "acl", detail: string): void;
  }): Promise<void>;
  close(): Promise<void>;
};

/** Whom a broker keeps out, and until when: one certificate, everything of one device, or a whole tenant. */
export type Ban =
  | { readonly as: "certificate"; readonly fingerprintMd5: string; readonly until: Date; readonly reason: string }
  | { readonly as: "device"; readonly clientId: string; readonly until: Date; readonly reason: string }
  | { readonly as: "tenant"; readonly slug: string; readonly reason: string };

/** How a broker is told who may stay. Every call can be made again: what is so already stays so. */
export type BrokerAccess = {
  ban(ban: Ban): Promise<void>;
  unban(ban: Ban): Promise<void>;
  /** Ends a device's session. @returns whether there was one. */
  kick(clientId: string): Promise<boolean>;
  /** Ends every session of a tenant. @returns how many there were. */
  kickTenant(slug: string): Promise<number>;
  /** A message to one device, on its `down` topics. @returns whether a session took it. */
  send(topic: string, payload: Uint8Array, properties?: SendProperties): Promise<boolean>;
};

/** What MQTT 5 says of a message beside its payload. A device that speaks 3.1.1 gets the payload alone. */
export type SendProperties = {
  /** Correlation data (3.3.2.3.6): text. */
  readonly correlation?: string;
  /** Message expiry (3.3.2.3.3): the broker forgets it after this long, in whole seconds, one at least. */
  readonly expiryMs?: number;
};

export type IssuedCertificate = {
  readonly pem: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** Lower-case hexadecimal, of the DER. */
  readonly fingerprintSha256: string;
  /** Lower-case hexadecimal, of the DER: the user name EMQX gives the connection, by which one certificate can be banned. */
  readonly fingerprintMd5: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
};

/** The certificate authority. */
export type Signer = {
  /**
   * Issues a device's certificate for the key in a PKCS #10 request, whose subject and extensions it ignores.
   * @throws Fault `certificate_request.invalid` where the request is malformed, is not ECDSA P-256 or does not prove possession.
   */
  issue(request: { certificateRequest: string; identity: DeviceIdentity; now: number }): Promise<IssuedCertificate>;
  /** Issuing CA first, root last, PEM. */
  chain(): readonly string[];
  /**
   * Signs the list of what the issuing CA has revoked (RFC 5280, 5), with its issuing distribution point.
   * @param list.number greater than that of any list before.
   * @returns DER, as RFC 2585 serves it.
   */
  revocationList(list: {
    readonly revoked: readonly RevokedCertificate[];
    readonly number: bigint;
    readonly now: number;
  }): Promise<Uint8Array>;
};

/** Signs what devices are told to do: edge packages, firmware manifests. */
export type DocumentSigner = {
  /** @param body canonical JSON; the same body gets the same signature as long as the key is the same. */
  sign(purpose: SignedPurpose, body: string): Promise<Signed>;
  /** The key that signs now, and before it those that a device may still meet. */
  signingKeys(): readonly SigningKey[];
};

/** RFC 5280, 5.3.1, those that an operator can mean. */
export type RevocationReason =
  | "unspecified"
  | "keyCompromise"
  | "affiliationChanged"
  | "superseded"
  | "cessationOfOperation";

export type RevokedCertificate = {
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
};

/** One message to a person. Plain text; links in it are the secret that opens a door, so it is never logged. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string };
export type Mailer = {
  /** Resolves when the next server has taken the mail over. @throws Fault `mail.unavailable` */
  send(mail: Mail): Promise<void>;
};

/** A tenant's own identity provider (OpenID Connect). */
export type OidcProvider = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
/** What must come back with the answer; kept by the browser, sealed, until then. */
export type OidcChecks = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** A fresh proof of the person was asked for. */
  readonly fresh: boolean;
};
export type OidcPerson = {
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** When the provider last had proof of the person (Unix milliseconds); null where it does not say. */
  readonly authenticatedAt: number | null;
};
export type Oidc = {
  /**
   * Asks a provider to describe itself.
   * @throws Fault `oidc.unreachable`, `oidc.address_refused`
   */
  describe(provider: OidcProvider): Promise<{ readonly authorizationEndpoint: string }>;
  /**
   * Begins a sign-in (authorization code with PKCE).
   * @param request.fresh asks the provider for a new proof of a person it already knows.
   * @returns where to send the browser.
   * @throws Fault `oidc.unreachable`, `oidc.address_refused`
   */
  begin(
    provider: OidcProvider,
    request: { readonly redirectUri: string; readonly fresh: boolean },
  ): Promise<{ readonly url: string; readonly checks: OidcChecks }>;
  /**
   * Ends it: exchanges the code and verifies the id token, and that the proof is fresh where the provider can say so.
   * @throws Fault `oidc.refused` with the provider's reason, `oidc.unreachable`
   */
  finish(provider: OidcProvider, callbackUrl: string, checks: OidcChecks): Promise<OidcPerson>;
};

export type StoredObject = { readonly key: string; readonly size: number };
/** What was put: its length in bytes and the SHA-256 of its content, lower-case hexadecimal. */
export type PutObject = { readonly size: number; readonly sha256: string };

/**
 * Whole objects under keys such as `tenants/acme/telemetry/2026/11/24/part-1.parquet`: segments of letters, digits, dot, dash
 * and underscore. What cannot be reached is Fault `objects.unavailable`, a key outside the grammar Fault `objects.bad_key`.
 */
export type ObjectStore = {
  /** Durable when it resolves. A reader sees the object before or the object after, never a part; nothing remains of a put that failed. */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<PutObject>;
  /** @throws Fault `object.not_found` */
  get(key: string): Promise<AsyncIterable<Uint8Array>>;
  /** The bytes from `from` up to `to`, exclusive; fewer where the object ends before. @throws Fault `object.not_found` */
  getRange(key: string, from: number, to: number): Promise<Uint8Array>;
  /** Every object whose key begins so, by key. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** What is not there is deleted already. */
  delete(key: string): Promise<void>;
};

/**
 * The last value of every point of a device. It never moves backwards: of two values of a point the one measured later stays,
 * of two measured at the same time the one that was there.
 */
export type LatestValues = {
  /**
   * Takes newer values in, one update a device, each tenant's under its policy; tenants in ascending order. Seen by readers when
   * the transaction has committed.
   */
  save(tx: WorkerTx, tenants: readonly TenantLatest[]): Promise<void>;
  /** Of one device, or of all the tenant's devices. */
  list(tenantId: string, deviceId: string | null): Promise<DeviceLatest[]>;
};
