"use client";
import { isRole, ROLES } from "@outstation/contracts/access/permissions";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { CheckField } from "@outstation/ui/form/check-field";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { CopyText } from "@outstation/ui/form/copy-text";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMay, useMe } from "../shell/me";

type Provider = Outputs["signInProvider"]["get"];

/** How members sign in elsewhere: the tenant's own OpenID provider. */
export function SignInProvider() {
  const provider = useQuery(useTRPC().signInProvider.get.queryOptions());
  const { tenant } = useMe();
  // Here and not in the form, which begins anew with what was saved.
  const [saved, setSaved] = useState(false);
  return (
    <Panel
      title="Sign in through your company"
      says="Members sign in at your own OpenID Connect provider. Such a session opens this company and nothing else."
    >
      {provider.error && <CallErrorNote error={provider.error} onRetry={() => provider.refetch()} />}
      {provider.isPending && <SkeletonRows rows={4} />}
      {provider.data !== undefined && (
        <>
          <p className="flex flex-wrap items-center gap-2">
            Register this address at your provider:
            <CopyText
              text={`${typeof location === "undefined" ? "" : location.origin}/sign-in/oidc/callback`}
              what="address"
            />
          </p>
          {provider.data && (
            <p className="flex flex-wrap items-center gap-2">
              Your members begin at
              <CopyText
                text={`${typeof location === "undefined" ? "" : location.origin}/sign-in/oidc/${tenant.slug}`}
                what="address"
              />
            </p>
          )}
          <ProviderForm key={provider.data?.updatedAt ?? 0} provider={provider.data} onSaved={setSaved} />
          {saved && <p role="status">The provider answered, and is saved.</p>}
        </>
      )}
    </Panel>
  );
}

function ProviderForm({ provider, onSaved }: { provider: Provider; onSaved: (saved: boolean) => void }) {
  const client = useTRPCClient();
  const mayWrite = useMay("sign_in.write");
  const configure = useAct(client.signInProvider.configure.mutate, () => onSaved(true));
  const remove = useAct(client.signInProvider.remove.mutate);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const role = text("defaultRole");
    onSaved(false);
    void configure.run({
      issuer: text("issuer"),
      clientId: text("clientId"),
      clientSecret: text("clientSecret") || null,
      domains: text("domains")
        .split(/[\s,]+/)
        .filter((domain) => domain !== ""),
      defaultRole: isRole(role) && role !== "owner" ? role : "viewer",
      enforced: form.get("enforced") === "on",
    });
  };
  const failure = configure.failure ?? remove.failure;
  return (
    <form onSubmit={submit} className="flex max-w-120 flex-col gap-4">
      {failure && <ErrorNote {...failure} />}
      <fieldset disabled={!mayWrite} className="contents">
        <TextField
          label="Issuer"
          name="issuer"
          type="url"
          required
          defaultValue={provider?.issuer ?? ""}
          hint="Such as https://login.example.com"
        />
        <TextField label="Client id" name="clientId" required defaultValue={provider?.clientId ?? ""} />
        <TextField
          label="Client secret"
          name="clientSecret"
          type="password"
          autoComplete="off"
          required={provider === null}
          hint={
            provider === null ? "Kept sealed and never shown again." : "Leave it empty to keep the one that is stored."
          }
        />
        <TextField
          label="Mail domains"
          name="domains"
          defaultValue={provider?.domains.join(" ") ?? ""}
          hint="Verified addresses of these domains become members when they sign in. Empty: invited people only."
        />
        <ChoiceField
          label="Their role"
          name="defaultRole"
          defaultValue={provider?.defaultRole ?? "viewer"}
          choices={ROLES.filter((role) => role !== "owner").map((role) => ({ value: role, label: role }))}
        />
        <CheckField
          name="enforced"
          label="The only way in"
          hint="Passwords stop opening this company. Sign in through the provider once before."
          defaultChecked={provider?.enforced ?? false}
        />
        {mayWrite && (
          <div className="flex gap-2">
            <Button primary type="submit" disabled={configure.busy}>
              {configure.busy ? "Asking the provider…" : "Test and save"}
            </Button>
            {provider && (
              <Button
                disabled={remove.busy}
                onClick={() => {
                  onSaved(false);
                  void remove.run(undefined);
                }}
              >
                Remove
              </Button>
            )}
          </div>
        )}
      </fieldset>
      {!mayWrite && <p className="text-ink-soft">Only an owner changes this.</p>}
    </form>
  );
}
