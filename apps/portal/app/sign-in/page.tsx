import { SignIn } from "@outstation/hall/sign-in";
import type { Metadata } from "next";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage() {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-88 flex-col justify-center gap-6 px-4 pb-[20vh]">
      <div>
        <p className="font-semibold text-ink-soft">Outstation for developers</p>
        <h1 className="font-semibold text-xl">Sign in</h1>
      </div>
      <SignIn />
    </main>
  );
}
