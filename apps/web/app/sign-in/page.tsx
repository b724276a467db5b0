import { SignIn } from "@outstation/hall/sign-in";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import type { Metadata } from "next";
import { Suspense } from "react";
import { CompanySignIn } from "../../features/sign-up/company-sign-in";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage() {
  return (
    <PageFrame title="Sign in">
      <Suspense>
        <SignIn signUpUrl="">
          <CompanySignIn />
        </SignIn>
      </Suspense>
    </PageFrame>
  );
}
