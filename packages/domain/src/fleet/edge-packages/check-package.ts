import { alarmProblems } from "@outstation/contracts/edge/alarms";
import { budgetSentence, forecastBudget } from "@outstation/contracts/edge/budget";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { reportingProblems } from "@outstation/contracts/edge/reporting-problems";

/** Something about a package, and where in it: such as `sources.line-3.points.temperature`. An error keeps it from being published. */
export type PackageProblem = {
  readonly severity: "error" | "warning";
  readonly where: string;
  readonly says: string;
};

/** What the register knows of the gateway's surroundings. */
export type Surroundings = {
  readonly tenant: string;
  readonly gateway: string;
  /** Keys of the devices in service that name the gateway as theirs. */
  readonly attached: ReadonlySet<string>;
  /** The kind under which a point is kept, by `<device key>/<point>`. */
  readonly kinds: ReadonlyMap<string, string>;
};

/** What a person drafts: a package without what the platform says of it. */
export type PackageForm = Omit<EdgePackage, "version" | "tenant" | "gateway">;

/**
 * Reads a draft as the package it would become, and says everything that is wrong with it. Pure.
 * @returns the package, or null where it cannot be read as one; it may be published where no problem is an error.
 */
export function checkPackage(
  form: unknown,
  version: number,
  around: Surroundings,
): { readonly edgePackage: EdgePackage | null; readonly problems: readonly PackageProblem[] } {
  const { tenant, gateway } = around;
  const parsed = EdgePackage.safeParse({ ...(form as object), version, tenant, gateway });
  if (!parsed.success)
    return {
      edgePackage: null,
      problems: parsed.error.issues.map(({ path, message }) => error(nameOf(form, path), message)),
    };
  const edgePackage = parsed.data;
  return {
    edgePackage,
    problems: [
      ...unknownFields(form, edgePackage, ""),
      ...checkSources(edgePackage, around),
      ...checkPoints(edgePackage, around),
      ...checkPace(edgePackage),
      ...reportingProblems(edgePackage.sources).map((says) => error("sources", says)),
      ...checkBudget(edgePackage),
      ...(edgePackage.alarms === undefined
        ? []
        : alarmProblems(edgePackage.sources, edgePackage.alarms).map((says) => error("alarms", says))),
    ],
  };
}

const error = (where: string, says: string): PackageProblem => ({ severity: "error", where, says });
const warning = (where: string, says: string): PackageProblem => ({ severity: "warning", where, says });

/** A path with the names of sources and points in place of their numbers. */
function nameOf(form: unknown, path: readonly PropertyKey[]): string {
  let here: unknown = form;
  return path
    .map((key) => {
      here = (here as Record<PropertyKey, unknown> | undefined)?.[key];
      const { id, name } = (here ?? {}) as { id?: unknown; name?: unknown };
      return typeof key === "number" ? String(id ?? name ?? key + 1) : String(key);
    })
    .join(".");
}

/** A field that nothing reads is a word misspelt, and what it was to say goes unsaid. */
function unknownFields(given: unknown, read: unknown, where: string): PackageProblem[] {
  if (typeof given !== "object" || given === null || typeof read !== "object" || read === null) return [];
  return Object.entries(given).flatMap(([key, value]) => {
    const { id, name } = (value ?? {}) as { id?: unknown; name?: unknown };
    const at = `${where}${where === "" ? "" : "."}${Array.isArray(given) ? String(id ?? name ?? Number(key) + 1) : key}`;
    return key in read
      ? unknownFields(value, (read as Record<string, unknown>)[key], at)
      : [error(at, "is not known; is it misspelt?")];
  });
}

function checkSources({ sources }: EdgePackage, { gateway, attached }: Surroundings): PackageProblem[] {
  const seen = new Set<string>();
  return sources.flatMap(({ id, device }) => {
    const where = `sources.${id}`;
    const problems: PackageProblem[] = [];
    if (seen.has(id)) problems.push(error(where, "names a second source; each has a name of its own"));
    seen.add(id);
    if (device !== gateway && !attached.has(device))
      problems.push(
        error(where, `${device} is not attached to this gateway: the platform would put its readings in quarantine`),
      );
    return problems;
  });
}

function checkPoints({ sources }: EdgePackage, { kinds }: Surroundings): PackageProblem[] {
  const owners = new Map<string, string>();
  return sources.flatMap((source) =>
    source.points.flatMap((point) => {
      const where = `sources.${source.id}.points.${point.name}`;
      const key = `${source.device}/${point.name}`;
      const owner = owners.get(key);
      owners.set(key, source.id);
      const known = kinds.get(key);
      return [
        ...(owner === undefined
          ? []
          : [error(where, `${source.device} has a point of this name from ${owner} already`)]),
        ...(known === undefined || known === point.kind
          ? []
          : [warning(where, `is kept as a ${known} so far; as a ${point.kind} its readings may not fit`)]),
      ];
    }),
  );
}

function checkPace({ reporting }: EdgePackage): PackageProblem[] {
  return reporting.heartbeatMs < reporting.batchMs
    ? [warning("reporting.heartbeatMs", "is shorter than a batch: every message would carry every point")]
    : [];
}

/** A gateway over its budget slows down by itself, so this is a warning: a person may want it so. */
function checkBudget(edgePackage: EdgePackage): PackageProblem[] {
  const forecast = forecastBudget(edgePackage);
  return forecast.firstDayOver === null ? [] : [warning("budget", budgetSentence(forecast))];
}
