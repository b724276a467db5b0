"use client";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { Segments } from "@outstation/ui/form/segments";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Claim } from "./claim";
import { keyOf } from "./key-of";

type Created = { readonly key: string; readonly isGateway: boolean };

const KINDS = [
  { value: "device", label: "Device with MQTT" },
  { value: "gateway", label: "Gateway" },
];
const SAYS = {
  device: "It speaks MQTT itself, with a certificate of its own.",
  gateway: "It reads machines over OPC UA, BACnet or Modbus and sends for them.",
} as const;

/** What the device is and where it stands. Makes it, and the claim it enrols with. */
export function DeviceForm({ onCreated }: { onCreated: (created: Created, claim: Claim) => void }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const sites = useQuery(trpc.sites.list.queryOptions());
  const [kind, setKind] = useState<"device" | "gateway">("device");
  const [name, setName] = useState("");
  const [key, setKey] = useState<string | null>(null);
  const [site, setSite] = useState("");
  const siteId = sites.data?.find((one) => one.name === site)?.id;
  const areas = useQuery({ ...trpc.sites.areas.queryOptions({ siteId: siteId ?? "" }), enabled: siteId !== undefined });
  const { run, busy, failure } = useAct(async (form: Parameters<typeof client.devices.create.mutate>[0]) => {
    await client.devices.create.mutate(form);
    const claim = await client.devices.claim.mutate({ key: form.key });
    onCreated(form, claim);
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? "").trim();
    void run({
      key: key ?? keyOf(name),
      name,
      type: kind === "gateway" ? "gateway" : text("type"),
      site: site || null,
      area: text("area") || null,
      gatewayKey: null,
      tags: text("tags")
        .split(/\s+/)
        .filter((tag) => tag !== ""),
      isGateway: kind === "gateway",
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {failure && <ErrorNote {...failure} />}
      <div className="flex flex-col items-start gap-1">
        <Segments
          label="Kind"
          value={kind}
          choices={KINDS}
          onChange={(next) => setKind(next as "device" | "gateway")}
        />
        <p className="text-ink-soft text-sm">{SAYS[kind]}</p>
      </div>
      <TextField label="Name" required value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label="Key"
        required
        hint="Part of its topics and its certificate. It never changes, and is never used again."
        value={key ?? keyOf(name)}
        onChange={(event) => setKey(event.target.value)}
        className="font-mono"
      />
      {kind === "device" && (
        <TextField label="Type" name="type" required defaultValue="thermometer" hint="Such as power-meter." />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceField
          label="Site"
          value={site}
          onChange={(event) => setSite(event.target.value)}
          choices={[
            { value: "", label: "None yet" },
            ...(sites.data ?? []).map((one) => ({ value: one.name, label: one.name })),
          ]}
        />
        <ChoiceField
          label="Area"
          name="area"
          disabled={siteId === undefined}
          choices={[
            { value: "", label: "None yet" },
            ...(areas.data ?? []).map(({ path }) => ({ value: path, label: path })),
          ]}
        />
      </div>
      <TextField label="Tags" name="tags" hint="Separated by spaces." />
      <div>
        <Button primary type="submit" disabled={busy}>
          {busy ? "Adding…" : "Add it and make its claim"}
        </Button>
      </div>
    </form>
  );
}
