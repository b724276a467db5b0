"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useHydrated } from "@outstation/ui/state/use-hydrated";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "../account/new-password-field";
import { slugOf } from "./slug-of";

/** The field a fault belongs to. */
const FIELD: Readonly<Record<string, string>> = {
  "password.weak": "password",
  "tenant.slug_taken": "slug",
  "tenant.malformed_slug": "slug",
  "tenant.name_invalid": "company",
  "account.name_invalid": "name",
};

/** A company and its first person. Nothing exists until the mailed link is followed. */
export function SignUp() {
  const client = useTRPCClient();
  const hydrated = useHydrated();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [slug, setSlug] = useState<string | null>(null);
  const [company, setCompany] = useState("");
  const { run, busy, failure } = useAct(client.signUp.request.mutate);
  const field = failure === null ? undefined : FIELD[failure.code];
  const errorOf = (name: string) => (field === name ? failure?.message : undefined);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    const email = text("email");
    await run({
      email,
      name: text("name"),
      password: String(form.get("password")),
      tenant: { name: company, slug: slug ?? slugOf(company) },
    });
    setSentTo(email);
  };

  if (sentTo !== null && !busy && failure === null) return <Sent to={sentTo} />;
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {failure && field === undefined && <ErrorNote {...failure} />}
      <TextField
        label="Company"
        name="company"
        required
        autoComplete="organization"
        value={company}
        onChange={(event) => setCompany(event.target.value)}
        error={errorOf("company")}
      />
      <TextField
        label="Short name"
        name="slug"
        required
        hint="Part of every topic of your devices. It never changes."
        value={slug ?? slugOf(company)}
        onChange={(event) => setSlug(event.target.value)}
        error={errorOf("slug")}
        className="font-mono"
      />
      <TextField label="Your name" name="name" required autoComplete="name" error={errorOf("name")} />
      <TextField label="Email" name="email" type="email" required autoComplete="username" />
      <NewPasswordField label="Password" name="password" error={errorOf("password")} />
      <Button primary type="submit" disabled={busy || !hydrated}>
        {busy ? "Signing up…" : "Sign up"}
      </Button>
      <p className="text-ink-soft">
        You have an account?{" "}
        <a className="link" href="/sign-in">
          Sign in
        </a>
      </p>
    </form>
  );
}

function Sent({ to }: { to: string }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <p>
        A link is on its way to <strong>{to}</strong>. Follow it to open your company. It works once, for 24 hours.
      </p>
      <p className="text-ink-soft">
        Nothing came? Look into your spam, or{" "}
        <a className="link" href="/sign-up">
          sign up again
        </a>
        . On a platform without a mail server, mails are kept on the page{" "}
        <a className="link" href="/mail">
          Mail
        </a>
        .
      </p>
    </div>
  );
}
