import {
  EnrolmentReport,
  type EnrolmentReportResponse,
  EnrolmentRequest,
  type EnrolmentResponse,
  LateRenewalRequest,
  type RenewalResponse,
} from "@outstation/contracts/edge/enrolment";
import type { SigningKey, SigningKeysResponse } from "@outstation/contracts/edge/signed";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { jsonDoor } from "./json-door";
import type { Process } from "./process";
import type { ServerCertificate } from "./server-certificate";

export type EnrolmentDeps = {
  readonly host: string;
  readonly port: number;
  /** PEM; the chain this server sends, and its key. */
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly enrol: (request: EnrolmentRequest) => Promise<EnrolmentResponse>;
  readonly report: (report: EnrolmentReport) => Promise<EnrolmentReportResponse>;
  readonly renewLate: (request: LateRenewalRequest) => Promise<RenewalResponse>;
  /** What devices verify the platform's documents with. */
  readonly signingKeys: () => readonly SigningKey[];
  readonly onRenewed?: ServerCertificate["onRenewed"];
  readonly logger: Logger;
};

/** The door that opens without a certificate: to who has a claim token, and to who had a certificate until lately. */
export const enrolment = ({ host, port, tls, onRenewed, logger, ...deps }: EnrolmentDeps): Process =>
  jsonDoor({
    name: "enrolment",
    host,
    port,
    tls: { cert: tls.certificate, key: tls.key },
    onRenewed,
    logger,
    statusOf: {
      "certificate_request.invalid": 422,
      "claim.refused": 403,
      "renewal.refused": 403,
      "renewal.too_early": 409,
    },
    routes: {
      "/v1/enrol": async (body) => {
        const request = read(EnrolmentRequest, body, "`token` and `certificateRequest` (PEM)");
        const enrolled = await deps.enrol(request).catch(async (reason: unknown) => {
          await tellWhoWaits(deps.report, request.token, reason);
          throw reason;
        });
        logger.info({ tenant: enrolled.tenant, device: enrolled.device }, "device enrolled");
        return { status: 201, body: enrolled };
      },
      "/v1/enrol/report": async (body) => {
        return { status: 200, body: await deps.report(read(EnrolmentReport, body, "`token`, `step` and `ok`")) };
      },
      "/v1/signing-keys": async () => {
        const body: SigningKeysResponse = { signingKeys: [...deps.signingKeys()] };
        return { status: 200, body };
      },
      "/v1/renew-late": async (body) => {
        const request = read(
          LateRenewalRequest,
          body,
          "`certificate`, `certificateRequest` (PEM) and `proof` (base64)",
        );
        return { status: 201, body: await deps.renewLate(request) };
      },
    },
  });

/** Whoever watches the enrolment sees why the request was refused, if the token is one of ours. */
async function tellWhoWaits(report: EnrolmentDeps["report"], token: string, reason: unknown): Promise<void> {
  if (!(reason instanceof Fault) || reason.code === "claim.refused") return;
  await report({ token, step: "request", ok: false, reason: "refused", detail: reason.publicMessage }).catch(
    () => undefined,
  );
}

/** As far as a schema is known here. */
type Schema<T> = {
  safeParse(body: unknown): { success: true; data: T } | { success: false; error: unknown };
};

export function read<T>(schema: Schema<T>, body: unknown, expected: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw fault("request.malformed", `The body must be JSON with ${expected}.`, {}, parsed.error);
}
