"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useHydrated } from "@outstation/ui/state/use-hydrated";
import { type FormEvent, useState } from "react";
import { takeSession } from "./take-session";

/** Opens the company. A press, and not the visit: mail programs visit links on their own. */
export function Verify({ token }: { token: string }) {
  const client = useTRPCClient();
  const hydrated = useHydrated();
  const [opening, setOpening] = useState(false);
  const { run, busy, failure } = useAct(client.signUp.complete.mutate);
  const isTaken = failure?.code === "tenant.slug_taken" || failure?.code === "tenant.malformed_slug";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const slug = new FormData(event.currentTarget).get("slug");
    const done = await run({ token, slug: slug === null ? null : String(slug).trim() });
    if (done === undefined) return;
    setOpening(true);
    if (!(await takeSession(done.ticket, "/"))) location.assign("/sign-in");
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {failure && !isTaken && <ErrorNote {...failure} />}
      {failure?.code === "account.exists" && (
        <a className="link" href="/sign-in">
          Sign in
        </a>
      )}
      {isTaken && (
        <TextField label="Another short name" name="slug" required error={failure.message} className="font-mono" />
      )}
      {!failure && <p>Your address is confirmed with this press, and your company is open a moment later.</p>}
      <Button primary type="submit" disabled={busy || opening || !hydrated}>
        {busy || opening ? "Opening…" : "Open my company"}
      </Button>
    </form>
  );
}
