"use client";
import { SignInForm } from "@outstation/ui/shell/sign-in-form";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useSearchParams } from "next/navigation";
import { signIn } from "next-auth/react";
import { type ReactNode, useEffect, useState } from "react";
import { ownPath } from "./own-path";
import { type Refusal, takeRefusal } from "./refusal";
import { forgetTenant } from "./tenant-choice";

const REFUSED = {
  code: "sign_in.refused",
  message: "This email and password do not match an account. Check both and try again.",
};

/** Signs in and goes where the member was heading. Only a path of this site is followed. */
export function SignIn({ signUpUrl, children }: { signUpUrl: string; children?: ReactNode }) {
  const next = useSearchParams().get("next");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => setRefusal(takeRefusal()), []);
  const onSubmit = async (email: string, password: string, code: string) => {
    const answer = await signIn("credentials", { email, password, code, redirect: false });
    if (answer?.ok) {
      forgetTenant();
      location.assign(ownPath(next));
      return null;
    }
    return failureOf(answer?.error);
  };
  return (
    <div className="flex flex-col gap-4">
      {refusal && <ErrorNote {...refusal} />}
      <SignInForm onSubmit={onSubmit} />
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <a className="link" href={`${signUpUrl}/reset`}>
          Set a new password
        </a>
        <a className="link" href={`${signUpUrl}/sign-up`}>
          Sign up
        </a>
      </p>
      {children}
    </div>
  );
}

function failureOf(error: string | null | undefined) {
  try {
    const { code, message } = JSON.parse(error ?? "");
    return { code: String(code), message: String(message) };
  } catch {
    return REFUSED;
  }
}
