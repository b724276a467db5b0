import type { Database, LatestValues, Mail, Mailer, ObjectStore, Oidc, TenantLog } from "@outstation/domain/ports";
import type { ColdReader } from "@outstation/domain/signals/cold-tier";
import type { ExportFeed } from "@outstation/domain/signals/exports";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import type { Caller } from "@outstation/domain/tenancy/sign-in";
import type { Clock } from "@outstation/kit/clock";
import type { SecretBox } from "@outstation/kit/secret-box";
import type { IsolationProof } from "./isolation-proof";

/** A mail of the embedded default, kept to be read here. */
export type KeptMail = Mail & { readonly id: string; readonly sentAt: number };

/** What a front desk works with; an app's compose.ts makes it once. */
export type Desk = {
  readonly db: Database;
  /** Under the platform's own role; null in an app that has no operator's rooms. */
  readonly platformDb: Database | null;
  readonly log: TenantLog;
  /** Last values, from wherever they are quickest to read. */
  readonly latest: Pick<LatestValues, "list">;
  /** Readings that have left the database, and files of exports. */
  readonly objects: ObjectStore;
  readonly cold: ColdReader;
  readonly exportFeed: ExportFeed;
  readonly clock: Clock;
  readonly mailer: Mailer;
  /** The mails the embedded default would send, newest first; null where they are sent. */
  readonly listMails: (() => Promise<readonly KeptMail[]>) | null;
  readonly oidc: Oidc;
  /** Where a device enrols, and the root certificate (PEM) it trusts there: what a claim carries beside its token. */
  readonly enrolment: () => Promise<{ readonly enrolmentUrl: string; readonly rootCertificate: string }>;
  readonly secrets: SecretBox;
  /** The isolation proof of this installation; null in an app that has no operator's rooms. */
  readonly proof: IsolationProof | null;
  /** Where links in mails lead, such as `https://app.example`. */
  readonly webUrl: string;
  /** Told of errors that no caller caused. */
  readonly onError: (error: unknown, path: string | undefined) => void;
};

/** One request: the desk, and who asks. Which tenant is decided by `viewMember`, afresh each time. */
export type RequestContext = {
  readonly desk: Desk;
  readonly session: SessionRef | null;
  /** The tenant a member of several wants to act in; null: the first. */
  readonly tenantSlug: string | null;
  readonly caller: Caller;
};
