import type { Outputs } from "@outstation/hall/client";

export type PackageView = Outputs["edgePackages"]["get"];
export type PackageLine = PackageView["history"][number];
export type Draft = NonNullable<PackageView["draft"]>;
export type PackageChange = Draft["changes"][number];
type Source = NonNullable<PackageView["edgePackage"]>["sources"][number];

/** A source as the list shows it, of the draft where there is one: a draft may be wrong in every way. */
export type SourceRow = {
  readonly id: string;
  readonly driver: string;
  readonly device: string;
  readonly address: string;
  readonly points: readonly PointRow[];
  /** What the gateway last said of it; null where it runs no source of that name. */
  readonly state: { readonly state: string; readonly detail?: string | undefined } | null;
};
export type PointRow = {
  readonly name: string;
  readonly address: string;
  readonly kind: string;
  readonly unit: string;
};

const text = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

type Loose = Readonly<Record<string, unknown>>;

/** Sources of a package or of a draft of one. */
export function sourceRows(body: object, reported: PackageView["reported"]): SourceRow[] {
  const { sources } = body as { sources?: unknown };
  if (!Array.isArray(sources)) return [];
  return sources.map((source: Loose, at) => {
    const id = text(source.id) || `source ${at + 1}`;
    const said = reported?.sources?.find((one) => one.id === id);
    return {
      id,
      driver: text(source.driver),
      device: text(source.device),
      address: addressOf(source),
      points: (Array.isArray(source.points) ? (source.points as Loose[]) : []).map(pointRow),
      state: said ? { state: said.state, detail: said.detail } : null,
    };
  });
}

function addressOf(source: Loose): string {
  const { endpoint, address, baseUrl, host, port, serial } = source as Partial<Record<string, unknown>>;
  const line = (serial as { path?: unknown } | undefined)?.path;
  return text(endpoint ?? address ?? baseUrl ?? line ?? (host === undefined ? "" : `${text(host)}:${text(port)}`));
}

function pointRow(point: Loose): PointRow {
  const place =
    point.nodeId ?? point.object ?? point.webId ?? point.column ?? [point.table, point.address].map(text).join(" ");
  return { name: text(point.name), address: text(place), kind: text(point.kind) || "number", unit: text(point.unit) };
}

/** A draft's own fields, or the version's: what a person goes on from. */
export function formOf(view: PackageView): Record<string, unknown> {
  const {
    version: _version,
    tenant: _tenant,
    gateway: _gateway,
    ...form
  } = (view.draft?.body ?? view.edgePackage ?? {}) as Record<string, unknown>;
  return form;
}

export type { Source };
