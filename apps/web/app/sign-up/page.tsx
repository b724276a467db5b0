import type { Metadata } from "next";
import { Guest } from "../../features/sign-up/guest";
import { SignUp } from "../../features/sign-up/sign-up";

export const metadata: Metadata = { title: "Sign up" };

export default function Page() {
  return (
    <Guest title="Sign up">
      <SignUp />
    </Guest>
  );
}
