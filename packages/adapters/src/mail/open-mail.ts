import type { Mailer } from "@outstation/domain/ports";
import { createFolderMailer, type KeptMail } from "./folder-mailer";
import { createSmtpMailer } from "./smtp-mailer";

export type MailOptions = {
  /** Where mails are handed over; empty keeps them in the folder. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly folder: string;
  /** Where the site is. */
  readonly webUrl: string;
  readonly now: () => number;
};

export type OpenMail = {
  readonly mailer: Mailer;
  /** The kept mails, newest first; null where they are sent, or where they must not be shown. */
  readonly list: ((limit: number) => Promise<KeptMail[]>) | null;
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Mails over SMTP, or kept in a folder. Kept ones are shown to whoever asks only where the site is on this machine: their
 * links open every door, and a site that merely lacks its mail server must not hand them out.
 */
export function openMail({ smtpUrl, from, folder, webUrl, now }: MailOptions): OpenMail {
  if (smtpUrl !== "") return { mailer: createSmtpMailer({ url: smtpUrl, from }), list: null };
  const kept = createFolderMailer(folder, now);
  return { mailer: kept, list: LOOPBACK.test(new URL(webUrl).hostname) ? kept.list : null };
}
