import { hash, verify } from "@node-rs/argon2";
import { fault } from "@outstation/kit/fault";

// OWASP password storage cheat sheet: Argon2id, 19 MiB, 2 iterations, 1 lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Argon2id in PHC string form. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> =>
  verify(passwordHash, password);

const CHARACTERS_MIN = 10;
const CHARACTERS_MAX = 256;
/** The passwords that guessers try first and that are long enough to pass. */
const COMMON = new Set([
  "password12",
  "password123",
  "password1234",
  "passwort123",
  "1234567890",
  "12345678910",
  "0987654321",
  "qwertyuiop",
  "qwerty12345",
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "letmein123",
  "welcome123",
  "administrator",
  "changeme123",
  "iloveyou123",
  "abcdefghij",
  "abc1234567",
  "0000000000",
  "1111111111",
  "aaaaaaaaaa",
  "outstation1",
  "outstation123",
]);

/**
 * Refuses a password that would be guessed (NIST SP 800-63B: length and a list, no rules on its letters).
 * @throws Fault `password.weak`
 */
export function checkPassword(password: string, email: string): void {
  const weak = (why: string) => fault("password.weak", `This password ${why}. Choose another.`);
  if (password.length < CHARACTERS_MIN) throw weak(`is shorter than ${CHARACTERS_MIN} characters`);
  if (password.length > CHARACTERS_MAX) throw weak(`is longer than ${CHARACTERS_MAX} characters`);
  const lower = password.toLowerCase();
  if (COMMON.has(lower)) throw weak("is one of those that everyone tries first");
  if (lower.includes(email.toLowerCase()) || lower === email.split("@")[0]?.toLowerCase().repeat(2))
    throw weak("is made of your address");
}
