"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { TextField } from "@outstation/ui/form/text-field";
import { count } from "@outstation/ui/format/numbers";
import { Modal } from "@outstation/ui/overlay/modal";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMay } from "../shell/me";
import { Areas } from "./areas";

type Site = Outputs["sites"]["list"][number];

/** Where devices stand: sites, each with its areas from the outside in. */
export function Sites() {
  const sites = useQuery(useTRPC().sites.list.queryOptions());
  const [editing, setEditing] = useState<Site | "new" | null>(null);
  const mayWrite = useMay("sites.write");
  const add = mayWrite && (
    <Button primary onClick={() => setEditing("new")}>
      Add a site
    </Button>
  );
  return (
    <Panel title="Sites" act={sites.data && sites.data.length > 0 ? add : null}>
      {sites.error && <CallErrorNote error={sites.error} onRetry={() => sites.refetch()} />}
      {sites.isPending && <SkeletonRows rows={3} />}
      {sites.data?.length === 0 && (
        <EmptyState title="No site yet" action={add}>
          A site is a place with a time zone, such as a plant or a building. Its devices stand in its areas.
        </EmptyState>
      )}
      {sites.data?.map((site) => (
        <article key={site.id} className="rounded-md border border-line bg-surface">
          <header className="flex flex-wrap items-baseline gap-x-4 border-line border-b px-3 py-2">
            <h3 className="font-semibold">{site.name}</h3>
            <span className="text-ink-soft">{site.timeZone}</span>
            <span className="text-ink-soft">{count(site.devices, "device")}</span>
            {mayWrite && (
              <button type="button" className="link ml-auto" onClick={() => setEditing(site)}>
                Edit {site.name}
              </button>
            )}
          </header>
          <Areas siteId={site.id} siteName={site.name} />
        </article>
      ))}
      {editing !== null && <SiteForm site={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Panel>
  );
}

type SiteFields = Pick<Site, "name" | "timeZone" | "latitude" | "longitude">;

const ZONES = Intl.supportedValuesOf("timeZone");
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function SiteForm({ site, onClose }: { site: Site | null; onClose: () => void }) {
  const client = useTRPCClient();
  const save = useAct(async (form: SiteFields) => {
    if (site === null) await client.sites.create.mutate(form);
    else await client.sites.change.mutate({ ...form, id: site.id });
  }, onClose);
  const remove = useAct(client.sites.delete.mutate, onClose);
  const failure = save.failure ?? remove.failure;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const degrees = (name: string) => (form.get(name) === "" ? null : Number(form.get(name)));
    void save.run({
      name: String(form.get("name")),
      timeZone: String(form.get("timeZone")),
      latitude: degrees("latitude"),
      longitude: degrees("longitude"),
    });
  };
  return (
    <Modal title={site === null ? "Add a site" : `Edit ${site.name}`} open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        <TextField label="Name" name="name" required defaultValue={site?.name ?? ""} />
        <ChoiceField
          label="Time zone"
          name="timeZone"
          defaultValue={site?.timeZone ?? here()}
          choices={["UTC", ...ZONES].map((zone) => ({ value: zone, label: zone }))}
        />
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Latitude"
            name="latitude"
            type="number"
            step="any"
            defaultValue={site?.latitude ?? ""}
            hint="Degrees, WGS 84."
          />
          <TextField label="Longitude" name="longitude" type="number" step="any" defaultValue={site?.longitude ?? ""} />
        </div>
        <div className="flex justify-between gap-2">
          {site !== null ? <Button onClick={() => remove.run({ id: site.id })}>Delete</Button> : <span />}
          <span className="flex gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button primary type="submit" disabled={save.busy}>
              {site === null ? "Add" : "Save"}
            </Button>
          </span>
        </div>
      </form>
    </Modal>
  );
}
