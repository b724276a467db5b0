"use client";
import { SignInForm } from "@outstation/ui/shell/sign-in-form";
import { useSearchParams } from "next/navigation";
import { signIn } from "next-auth/react";
import { forgetTenant } from "./tenant-choice";

const REFUSED = {
  code: "sign_in.refused",
  message: "This email and password do not match an account. Check both and try again.",
};

/** Signs in and goes where the member was heading. Only a path of this site is followed. */
export function SignIn() {
  const next = useSearchParams().get("next") ?? "/";
  const onSubmit = async (email: string, password: string) => {
    const answer = await signIn("credentials", { email, password, redirect: false });
    if (answer?.ok) {
      forgetTenant();
      location.assign(/^\/(?![/\\])/.test(next) ? next : "/");
      return null;
    }
    return failureOf(answer?.error);
  };
  return <SignInForm onSubmit={onSubmit} />;
}

function failureOf(error: string | null | undefined) {
  try {
    const { code, message } = JSON.parse(error ?? "");
    return { code: String(code), message: String(message) };
  } catch {
    return REFUSED;
  }
}
