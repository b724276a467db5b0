import type { Database } from "@outstation/db/database";
import type { Mailer } from "../../ports";

/** What a use case needs that writes to people. */
export type AccountDesk = {
  readonly db: Database;
  readonly mailer: Mailer;
  /** Where links in mails lead, such as `https://app.example`. */
  readonly webUrl: string;
  readonly now: number;
  /** Told of errors of work that the caller does not wait for. */
  readonly onError: (error: unknown, path: string | undefined) => void;
};
