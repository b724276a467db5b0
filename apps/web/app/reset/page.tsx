import type { Metadata } from "next";
import { Guest } from "../../features/sign-up/guest";
import { RequestReset } from "../../features/sign-up/reset";

export const metadata: Metadata = { title: "Set a new password" };

export default function Page() {
  return (
    <Guest title="Set a new password">
      <RequestReset />
    </Guest>
  );
}
