import { rootCertificates } from "node:tls";
import type { Mailer } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import { createTransport } from "nodemailer";

export type SmtpOptions = {
  /** Such as `smtps://user:password@mail.example:465`, or `smtp://…:587` which must offer STARTTLS. */
  readonly url: string;
  /** Such as `Outstation <no-reply@example.com>`. */
  readonly from: string;
  /** Trusted beside the public authorities, PEM. */
  readonly ca?: string;
};

const TIMEOUT_MS = 15_000;

/** Mails over SMTP, always under TLS with the server's certificate verified. */
export function createSmtpMailer({ url, from, ca }: SmtpOptions): Mailer & { close(): void } {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const transport = createTransport({
    host: hostname,
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    // `ca` alone would replace the public authorities.
    ...(ca ? { tls: { ca: [...rootCertificates, ca] } } : {}),
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    send: async (mail) => {
      await transport.sendMail({ from, ...mail }).catch((cause: unknown) => {
        throw fault("mail.unavailable", "The mail could not be sent. Try again in a minute.", {}, cause);
      });
    },
    close: () => transport.close(),
  };
}
