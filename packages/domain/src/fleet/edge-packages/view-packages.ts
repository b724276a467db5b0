import { budgetSentence, forecastBudget } from "@outstation/contracts/edge/budget";
import { EdgePackage } from "@outstation/contracts/edge/package";
import type { PackageReport } from "@outstation/contracts/edge/package-delivery";
import { spoolForecast } from "@outstation/contracts/edge/spool-forecast";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { getVersion } from "./change-packages";
import { checkPackage, type PackageForm, type PackageProblem } from "./check-package";
import { diffPackages, type PackageChange } from "./diff-packages";
import { type Drift, driftOf } from "./drift";
import { getGateway, type Latest, readSurroundings, toDesired } from "./edge-packages.store";

const HISTORY_MAX = 50;

/** One version, as a list shows it. Times are Unix milliseconds. */
export type PackageLine = {
  readonly version: number;
  readonly sha256: string;
  readonly createdAt: number;
  /** Null: the platform itself. */
  readonly createdBy: string | null;
  readonly note: string | null;
  readonly republishes: number | null;
  readonly sources: number;
  readonly points: number;
};

/** What a package will cost, before it is deployed. */
export type PackageForecast = {
  /** Such as `31 MB/month of 50; first day over budget: never`. */
  readonly sentence: string;
  readonly isOverBudget: boolean;
  readonly readingsPerDay: number;
  readonly messagesPerDay: number;
  /** What an hour without the platform takes on the gateway's disk. */
  readonly diskBytesPerHour: number;
};

export type PackageView = {
  readonly desired: PackageLine;
  /** What the desired version says; null where this version of the platform cannot read it. */
  readonly edgePackage: EdgePackage | null;
  readonly forecast: PackageForecast | null;
  readonly reported: {
    readonly version: number;
    readonly sha256: string | null;
    readonly report: PackageReport | null;
    readonly sources: DeviceStatus["sources"];
  } | null;
  readonly drift: Drift;
  readonly draft: {
    readonly body: PackageForm | Readonly<Record<string, unknown>>;
    readonly basedOn: number;
    readonly changedBy: string;
    readonly changedAt: number;
    readonly problems: readonly PackageProblem[];
    /** Null where it cannot be read as a package. */
    readonly forecast: PackageForecast | null;
    /** What publishing it would change. */
    readonly changes: readonly PackageChange[];
  } | null;
  /** Newest first. */
  readonly history: readonly PackageLine[];
};

/**
 * What a gateway runs, should run and may run next.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`
 */
export const viewPackages = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  key: string,
): Promise<PackageView> =>
  withTenant(db, tenant.id, async (tx) => {
    const { gateway, latest } = await getGateway(tx, key);
    const status = statusOf(gateway.presence?.status);
    const edgePackage = EdgePackage.safeParse(latest.body).data ?? null;
    const rows = await tx.rows.edgePackage.findMany({
      where: { tenantId: tenant.id, deviceId: gateway.id },
      orderBy: { version: "desc" },
      take: HISTORY_MAX,
    });
    return {
      desired: lineOf(latest),
      edgePackage,
      forecast: edgePackage && forecastOf(edgePackage),
      reported:
        status?.packageVersion === undefined
          ? null
          : {
              version: status.packageVersion,
              sha256: status.packageSha256 ?? null,
              report: status.package ?? null,
              sources: status.sources,
            },
      drift: driftOf(toDesired(latest), status, gateway.presence?.packageChangedAt?.getTime() ?? null),
      draft: await viewDraft(tx, tenant.slug, gateway, latest),
      history: rows.map(lineOf),
    };
  });

/**
 * One version, and what it changed of the one before.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.not_found`
 */
export const viewVersion = (
  db: Database,
  tenantId: string,
  { key, version }: { readonly key: string; readonly version: number },
): Promise<PackageLine & { readonly body: unknown; readonly changes: readonly PackageChange[] }> =>
  withTenant(db, tenantId, async (tx) => {
    const { gateway } = await getGateway(tx, key);
    const row = await getVersion(tx, gateway, version);
    const before = await tx.rows.edgePackage.findFirst({
      where: { tenantId, deviceId: gateway.id, version: { lt: version } },
      orderBy: { version: "desc" },
    });
    const changes = diffPackages((before?.body ?? {}) as object, row.body as object);
    return { ...lineOf(row), body: row.body, changes };
  });

async function viewDraft(
  tx: TenantTx,
  tenant: string,
  gateway: Awaited<ReturnType<typeof getGateway>>["gateway"],
  latest: Latest,
): Promise<PackageView["draft"]> {
  const draft = gateway.edgeDraft;
  if (draft === null) return null;
  const around = await readSurroundings(tx, tenant, gateway);
  const { edgePackage, problems } = checkPackage(draft.body, latest.version + 1, around);
  return {
    body: draft.body as Readonly<Record<string, unknown>>,
    basedOn: draft.basedOn,
    changedBy: draft.changedBy,
    changedAt: draft.changedAt.getTime(),
    problems,
    forecast: edgePackage && forecastOf(edgePackage),
    changes: diffPackages(latest.body as object, edgePackage ?? (draft.body as object)),
  };
}

function forecastOf(edgePackage: EdgePackage): PackageForecast {
  const forecast = forecastBudget(edgePackage);
  return {
    sentence: budgetSentence(forecast),
    isOverBudget: forecast.firstDayOver !== null,
    readingsPerDay: forecast.readingsPerDay,
    messagesPerDay: forecast.messagesPerDay,
    diskBytesPerHour: spoolForecast(edgePackage).diskBytesPerHour,
  };
}

function lineOf({ version, sha256, createdAt, createdBy, note, republishes, body }: Latest): PackageLine {
  const { sources } = body as { sources?: { points?: unknown[] }[] };
  return {
    ...{ version, sha256, createdBy, note, republishes },
    createdAt: createdAt.getTime(),
    sources: sources?.length ?? 0,
    points: sources?.reduce((sum, { points }) => sum + (points?.length ?? 0), 0) ?? 0,
  };
}

const statusOf = (status: unknown): DeviceStatus | null => DeviceStatus.safeParse(status).data ?? null;
