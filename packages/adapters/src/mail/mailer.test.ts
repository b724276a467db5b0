import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mail, Mailer } from "@outstation/domain/ports";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFileSigner } from "../signer";
import { createFolderMailer, createSmtpMailer, openMail } from ".";

// One contract, two sides: a folder, and a real SMTP server under TLS.

const folder = mkdtempSync(join(tmpdir(), "outstation-mail-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Side = { mailer: Mailer; received(): Promise<string[]>; breakIt(): Promise<void>; close(): Promise<void> };

async function folderSide(): Promise<Side> {
  const at = join(folder, "mails");
  const mailer = createFolderMailer(at, Date.now);
  return {
    mailer,
    received: async () =>
      (await mailer.list(50)).reverse().map(({ to, subject, text }) => `${to}\n${subject}\n${text}`),
    breakIt: async () => {
      rmSync(at, { recursive: true, force: true });
      (await import("node:fs")).writeFileSync(at, "a file in the way");
    },
    close: async () => undefined,
  };
}

async function smtpSide(): Promise<Side> {
  const { platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const { certificate, key } = await platform.serverFor(["127.0.0.1"]);
  const mails: string[] = [];
  const server = new SMTPServer({
    secure: true,
    key,
    cert: certificate,
    onAuth: ({ username, password }, _session, done) =>
      username === "outstation" && password === "pass word" ? done(null, { user: username }) : done(new Error("no")),
    onData: (stream, { envelope }, done) => {
      let text = "";
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        const [head = "", ...body] = text.split("\r\n\r\n");
        const subject = /^Subject: (.*)$/m.exec(head)?.[1]?.trim();
        mails.push(
          `${envelope.rcptTo[0]?.address}\n${subject}\n${body.join("\n\n").trimEnd().replaceAll("\r\n", "\n")}`,
        );
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const url = `smtps://outstation:${encodeURIComponent("pass word")}@127.0.0.1:${port}`;
  const mailer = createSmtpMailer({ url, from: "Outstation <no-reply@outstation.example>", ca: platform.root });
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    mailer,
    received: async () => mails,
    breakIt: async () => {
      mailer.close();
      await stop();
    },
    close: async () => mailer.close(),
  };
}

describe.each([
  ["a folder", folderSide],
  ["SMTP", smtpSide],
])("mail by %s", (_name, open) => {
  let side: Side;
  beforeAll(async () => {
    side = await open();
  });
  afterAll(() => side.close());

  const mail = (to: string): Mail => ({ to, subject: `For ${to}`, text: "Hello,\n\nhttps://app.example/verify/abc" });

  test("a mail that was taken over arrives whole, and in order", async () => {
    await side.mailer.send(mail("one@example.com"));
    await side.mailer.send(mail("two@example.com"));
    expect(await side.received()).toEqual(
      ["one@example.com", "two@example.com"].map((to) => `${to}\nFor ${to}\nHello,\n\nhttps://app.example/verify/abc`),
    );
  });

  test("a mail that cannot be handed over is an error, not a silence", async () => {
    await side.breakIt();
    await expect(side.mailer.send(mail("three@example.com"))).rejects.toMatchObject({ code: "mail.unavailable" });
  });
});

test("mails in the folder are for the owner of the process alone", async () => {
  const at = join(folder, "private");
  await createFolderMailer(at, Date.now).send({ to: "a@example.com", subject: "s", text: "t" });
  expect(statSync(at).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(at)) expect(statSync(join(at, name)).mode & 0o777).toBe(0o600);
});

test.each([
  ["http://127.0.0.1:3000", true],
  ["http://localhost:3000", true],
  ["http://[::1]:3000", true],
  ["https://app.example", false],
  ["https://127.0.0.1.example", false],
  ["http://10.0.0.5:3000", false],
])("kept mails are shown at %s: %s", async (webUrl, shown) => {
  const at = join(folder, new URL(webUrl).hostname.replaceAll(/\W/g, "-"));
  const { mailer, list } = openMail({ smtpUrl: "", from: "a@example.com", folder: at, webUrl, now: Date.now });
  await mailer.send({ to: "b@example.com", subject: "s", text: "t" });
  expect((await list?.(10))?.map(({ to }) => to)).toEqual(shown ? ["b@example.com"] : undefined);
  expect(readdirSync(at)).toHaveLength(1);
});

test("where mails are sent, none is kept to be shown", () => {
  const options = { smtpUrl: "smtps://mail.example", from: "a@example.com", folder, now: Date.now };
  expect(openMail({ ...options, webUrl: "http://localhost" }).list).toBeNull();
});
