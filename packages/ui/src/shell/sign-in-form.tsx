"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../form/button";
import { TextField } from "../form/text-field";
import { ErrorNote } from "../state/error-note";
import { useHydrated } from "../state/use-hydrated";

export type SignInFailure = { readonly message: string; readonly code: string };
type Errors = { readonly email?: string; readonly password?: string };

function check(email: string, password: string): Errors {
  return {
    ...(/^\S+@\S+$/.test(email) ? {} : { email: "Enter the email address of your account." }),
    ...(password === "" ? { password: "Enter your password." } : {}),
  };
}

/** Email and password. `onSubmit` answers with null when the member is in, and with what went wrong otherwise. */
export function SignInForm(props: {
  onSubmit: (email: string, password: string, code: string) => Promise<SignInFailure | null>;
}) {
  const hydrated = useHydrated();
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [busy, setBusy] = useState(false);
  // Asked for once the password was right, and only of those who have a second factor.
  const [asksCode, setAsksCode] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email")).trim();
    const password = String(form.get("password"));
    const found = check(email, password);
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const refused = await props.onSubmit(email, password, String(form.get("code") ?? "").trim());
    const wantsCode = refused?.code === "totp.required";
    if (wantsCode) setAsksCode(true);
    setFailure(wantsCode ? null : refused);
    if (refused !== null) setBusy(false);
  };

  // method="post": should the form ever be sent before the page answers to events, no password lands in an address.
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      {failure && <ErrorNote {...failure} />}
      <TextField label="Email" type="email" name="email" autoComplete="username" error={errors.email} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        error={errors.password}
      />
      {asksCode && (
        <TextField
          label="Code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          hint="Of your authenticator app, or a recovery code."
        />
      )}
      <Button primary type="submit" disabled={busy || !hydrated}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
