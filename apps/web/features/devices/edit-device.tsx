"use client";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Device } from "./device";

const NONE = { value: "", label: "None" };
const choice = (value: string) => ({ value, label: value });

/** Changes what is said of a device: its name, type, place, gateway and tags. Its key stays. */
export function EditDevice({ device, onClose }: { device: Device; onClose: () => void }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const sites = useQuery(trpc.sites.list.queryOptions());
  const devices = useQuery(trpc.devices.list.queryOptions());
  const [site, setSite] = useState(device.site?.name ?? "");
  const siteId = sites.data?.find(({ name }) => name === site)?.id;
  const areas = useQuery({ ...trpc.sites.areas.queryOptions({ siteId: siteId ?? "" }), enabled: siteId !== undefined });
  const gateways = (devices.data ?? []).filter(({ key, isGateway }) => isGateway && key !== device.key);
  const { run, busy, failure } = useAct(client.devices.change.mutate, onClose);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? "").trim();
    void run({
      key: device.key,
      name: text("name"),
      type: text("type"),
      site: site || null,
      area: text("area") || null,
      gatewayKey: text("gateway") || null,
      tags: text("tags")
        .split(/\s+/)
        .filter((tag) => tag !== ""),
    });
  };
  return (
    <Modal title={`Edit ${device.key}`} open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        <TextField label="Name" name="name" required defaultValue={device.name} />
        <TextField label="Type" name="type" required defaultValue={device.type} />
        <ChoiceField
          label="Site"
          value={site}
          onChange={(event) => setSite(event.target.value)}
          choices={[NONE, ...(sites.data ?? []).map(({ name }) => choice(name))]}
        />
        <ChoiceField
          // A site's areas come after it was chosen; the field begins anew with them.
          key={`${siteId}:${areas.data?.length ?? 0}`}
          label="Area"
          name="area"
          disabled={siteId === undefined}
          defaultValue={device.area ?? ""}
          choices={[NONE, ...(areas.data ?? []).map(({ path }) => choice(path))]}
        />
        {!device.isGateway && (
          <ChoiceField
            key={gateways.length}
            label="Gateway"
            name="gateway"
            defaultValue={device.gateway?.key ?? ""}
            hint="The one that sends for it, if it does not send for itself."
            choices={[NONE, ...gateways.map(({ key, name }) => ({ value: key, label: name }))]}
          />
        )}
        <TextField label="Tags" name="tags" defaultValue={device.tags.join(" ")} hint="Separated by spaces." />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button primary type="submit" disabled={busy}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
