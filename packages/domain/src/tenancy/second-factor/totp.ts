import { randomInt } from "node:crypto";
import type { Database } from "@outstation/db/database";
import { type PersonTx, withPerson } from "@outstation/db/person";
import { fault } from "@outstation/kit/fault";
import type { SecretBox } from "@outstation/kit/secret-box";
import { hashSecretToken } from "@outstation/kit/secret-token";
import { Secret, TOTP } from "otpauth";
import { type Person, recordPersonAudit } from "../accounts";

/** RFC 6238 as every authenticator app does it. */
const PERIOD_S = 30;
const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer: "Outstation",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
/** A code of the step before or after still counts: clocks differ. */
const WINDOW = 1;
const RECOVERY_CODES = 10;

export type FactorDesk = { readonly db: Database; readonly secrets: SecretBox; readonly now: number };

const purposeOf = (accountId: string) => `totp:${accountId}`;
const enabledAlready = () => fault("totp.enabled_already", "The second factor is on. Turn it off first.");
const wrong = () => fault("totp.wrong", "This code is wrong or was used already. Wait for the next one.");

/**
 * Makes a new secret for a person's authenticator app; nothing changes until `confirmTotp`.
 * @returns the secret, which is not shown again, and its otpauth URI.
 * @throws Fault `totp.enabled_already`
 */
export async function beginTotp(desk: FactorDesk, person: Person): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: 20 }).base32;
  const accountId = person.id;
  await withPerson(desk.db, accountId, async ({ rows }) => {
    const known = await rows.accountTotp.findUnique({ where: { accountId } });
    if (known?.confirmedAt) throw enabledAlready();
    const data = { secretSealed: desk.secrets.seal(secret, purposeOf(accountId)), lastStep: 0n };
    await rows.accountTotp.upsert({ where: { accountId }, create: { accountId, ...data }, update: data });
  });
  return { secret, uri: totpOf(secret, person.email).toString() };
}

/**
 * Turns the second factor on, once the app has shown that it has the secret.
 * @returns recovery codes, shown this once: each signs in one time without the app.
 * @throws Fault `totp.wrong`, `totp.not_begun`, `totp.enabled_already`
 */
export async function confirmTotp(desk: FactorDesk, person: Person, code: string): Promise<string[]> {
  const accountId = person.id;
  return withPerson(desk.db, accountId, async (tx) => {
    if (!(await useCode(desk, tx, code))) throw wrong();
    const confirmed = await tx.rows.accountTotp.updateMany({
      where: { accountId, confirmedAt: null },
      data: { confirmedAt: new Date(desk.now) },
    });
    if (confirmed.count !== 1) throw enabledAlready();
    await recordPersonAudit(desk.db, tx, person, "account.totp_enabled");
    return replaceRecoveryCodes(tx);
  });
}

/** New recovery codes; the old ones are void. @throws Fault `totp.not_begun` */
export const renewRecoveryCodes = (desk: FactorDesk, person: Person): Promise<string[]> =>
  withPerson(desk.db, person.id, async (tx) => {
    const isOn = { accountId: person.id, confirmedAt: { not: null } };
    if ((await tx.rows.accountTotp.count({ where: isOn })) === 0)
      throw fault("totp.not_begun", "There is no second factor for which codes could stand in.");
    await recordPersonAudit(desk.db, tx, person, "account.recovery_codes_renewed");
    return replaceRecoveryCodes(tx);
  });

/** Turns the second factor off. */
export const disableTotp = (desk: FactorDesk, person: Person): Promise<void> =>
  withPerson(desk.db, person.id, async (tx) => {
    const accountId = person.id;
    const gone = await tx.rows.accountTotp.deleteMany({ where: { accountId } });
    await tx.rows.recoveryCode.deleteMany({ where: { accountId } });
    if (gone.count > 0) await recordPersonAudit(desk.db, tx, person, "account.totp_disabled");
  });

/** Accepts a code of the app or a recovery code, each once. @throws Fault `totp.wrong` */
export const useSecondFactor = (desk: FactorDesk, accountId: string, code: string): Promise<void> =>
  withPerson(desk.db, accountId, async (tx) => {
    const given = code.replaceAll(/[\s-]/g, "").toUpperCase();
    const accepted = /^\d{6}$/.test(given)
      ? await useCode(desk, tx, given)
      : await useRecoveryCode(tx, given, desk.now);
    if (!accepted) throw wrong();
  });

/** How many recovery codes are left. */
export const countRecoveryCodes = (db: Database, accountId: string): Promise<number> =>
  withPerson(db, accountId, ({ rows }) => rows.recoveryCode.count({ where: { accountId, usedAt: null } }));

async function useCode({ secrets, now }: FactorDesk, tx: PersonTx, code: string): Promise<boolean> {
  const { accountId } = tx;
  const row = await tx.rows.accountTotp.findUnique({ where: { accountId } });
  if (row === null) throw fault("totp.not_begun", "There is no second factor to confirm. Begin again.");
  const secret = secrets.open(row.secretSealed, purposeOf(accountId));
  const delta = totpOf(secret, accountId).validate({
    token: code.replaceAll(/\s/g, ""),
    timestamp: now,
    window: WINDOW,
  });
  if (delta === null) return false;
  const step = BigInt(Math.floor(now / 1000 / PERIOD_S) + delta);
  // Of two uses of one code at once, one finds the step taken.
  const used = await tx.rows.accountTotp.updateMany({
    where: { accountId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return used.count === 1;
}

async function useRecoveryCode(tx: PersonTx, code: string, now: number): Promise<boolean> {
  const used = await tx.rows.recoveryCode.updateMany({
    where: { accountId: tx.accountId, codeHash: hashSecretToken(code), usedAt: null },
    data: { usedAt: new Date(now) },
  });
  return used.count === 1;
}

// Without characters that are mistaken for one another; 12 of 31 are 59 bits.
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

async function replaceRecoveryCodes(tx: PersonTx): Promise<string[]> {
  const { accountId } = tx;
  const letter = () => LETTERS[randomInt(LETTERS.length)] as string;
  const codes = Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: 12 }, letter).join(""));
  await tx.rows.recoveryCode.deleteMany({ where: { accountId } });
  await tx.rows.recoveryCode.createMany({
    data: codes.map((code) => ({ accountId, codeHash: hashSecretToken(code) })),
  });
  return codes.map((code) => code.match(/.{4}/g)?.join("-") ?? code);
}
