"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useState } from "react";
import { slugOf } from "./slug-of";

/** A signed-in person founds another company. */
export function FoundTenant() {
  const client = useTRPCClient();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(null);
  const { run, busy, failure } = useAct(client.session.foundTenant.mutate, (made) => chooseTenant(made.slug));
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run({ name, slug: slug ?? slugOf(name) });
      }}
    >
      {failure && <ErrorNote {...failure} />}
      <p className="text-ink-soft">You own it. Waiting for an invitation instead? Its link comes by mail.</p>
      <TextField label="Company" required value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label="Short name"
        required
        hint="Part of every topic of its devices. It never changes."
        value={slug ?? slugOf(name)}
        onChange={(event) => setSlug(event.target.value)}
        className="font-mono"
      />
      <Button primary type="submit" disabled={busy}>
        {busy ? "Opening…" : "Open this company"}
      </Button>
    </form>
  );
}
