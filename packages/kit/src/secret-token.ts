import { createHash, randomBytes } from "node:crypto";

/** 256 random bits in base64url: a secret that opens one door. It is handed out once and kept as its hash. */
export const makeSecretToken = (): string => randomBytes(32).toString("base64url");

/** What is stored, hexadecimal. The token has 256 bits of entropy, so a fast hash is the right one. */
export const hashSecretToken = (token: string): string => createHash("sha256").update(token).digest("hex");
