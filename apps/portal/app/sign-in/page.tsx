import { SignIn } from "@outstation/hall/sign-in";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import type { Metadata } from "next";
import { Suspense } from "react";
import { webUrl } from "../../compose";

export const metadata: Metadata = { title: "Sign in" };
// Where the web app is comes from the environment of the process, not of the build.
export const dynamic = "force-dynamic";

export default function SignInPage() {
  return (
    <PageFrame title="Sign in">
      <Suspense>
        <SignIn signUpUrl={webUrl()} />
      </Suspense>
    </PageFrame>
  );
}
