import { hash, verify } from "@node-rs/argon2";

// OWASP password storage cheat sheet: Argon2id, 19 MiB, 2 iterations, 1 lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Argon2id in PHC string form. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> =>
  verify(passwordHash, password);
