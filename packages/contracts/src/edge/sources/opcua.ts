import { z } from "zod";
import { point, source } from "./source";

/** OPC 10000-4, 7.22.2. An absolute one is in the point's own unit before scaling; a percentage is of its EURange. */
export const OpcUaDeadband = z.union([
  z.object({ absolute: z.number().positive() }),
  z.object({ percent: z.number().positive().max(100) }),
]);

/** The name of a file in the gateway's `secrets/` folder: what is secret never travels in a package. */
const SecretFile = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "is not the name of a file in secrets/");

export const OpcUaUser = z.discriminatedUnion("token", [
  z.object({ token: z.literal("anonymous") }),
  z.object({ token: z.literal("password"), name: z.string().min(1).max(128), passwordFile: SecretFile }),
  /** Both PEM. */
  z.object({ token: z.literal("certificate"), certificateFile: SecretFile, privateKeyFile: SecretFile }),
]);

/** A server's certificate: the PEM itself, or its SHA-256 fingerprint in hexadecimal with or without colons. */
export const TrustedServer = z
  .string()
  .max(8192)
  .refine(
    (text) => text.includes("-----BEGIN CERTIFICATE-----") || /^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(text.trim()),
    "is neither a PEM certificate nor a SHA-256 fingerprint",
  );

export const OpcUaSource = z
  .object({
    ...source,
    driver: z.literal("opcua"),
    /** Such as `opc.tcp://127.0.0.1:4840/line3`. */
    endpoint: z.string().startsWith("opc.tcp://"),
    securityMode: z.enum(["None", "SignAndEncrypt"]),
    /** Of SignAndEncrypt; Basic256Sha256 where nothing is said. */
    securityPolicy: z.enum(["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"]).optional(),
    /** Trusted for this source beside those in the gateway's `opcua/trusted/` folder. */
    trustedServers: z.array(TrustedServer).max(20).optional(),
    user: OpcUaUser.optional(),
    samplingMs: z.number().int().min(50).default(500),
    /** An outage this long loses no value: the server is asked for queues that hold it. 60 s where nothing is said. */
    bridgeMs: z.number().int().min(1000).max(3_600_000).optional(),
    points: z
      .array(
        z.object({
          ...point,
          /** `nsu=<namespace URI>;s=…` holds for ever; `ns=2;s=…` only as long as the server numbers its namespaces the same. */
          nodeId: z.string(),
          samplingMs: z.number().int().min(50).optional(),
          /** Applied by the server, to numbers. */
          serverDeadband: OpcUaDeadband.optional(),
        }),
      )
      .min(1),
  })
  .refine(({ user, securityMode }) => user?.token !== "password" || securityMode !== "None", {
    message: "a password needs an encrypted connection",
    path: ["user"],
  });

export type OpcUaSource = z.infer<typeof OpcUaSource>;
