"use client";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { type FormEvent, useState } from "react";

/** For companies that sign in through a provider of their own: their short name leads there. */
export function CompanySignIn() {
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const slug = String(new FormData(event.currentTarget).get("company")).trim().toLowerCase();
    if (/^[a-z0-9-]{3,32}$/.test(slug)) location.assign(`/sign-in/oidc/${slug}`);
    else setError("Enter the short name of your company, such as acme.");
  };
  return (
    <details className="border-line border-t pt-4">
      <summary className="cursor-pointer text-ink-soft">Sign in through your company</summary>
      <form noValidate onSubmit={submit} className="mt-3 flex flex-col gap-3">
        <TextField label="Company" name="company" hint="Its short name." error={error} autoComplete="organization" />
        <Button type="submit">Go to its sign-in</Button>
      </form>
    </details>
  );
}
