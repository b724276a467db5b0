import type { Metadata } from "next";
import { Guest } from "../../../features/sign-up/guest";
import { Reset } from "../../../features/sign-up/reset";

export const metadata: Metadata = { title: "Set a new password", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  return (
    <Guest title="Set a new password">
      <Reset token={(await params).token} />
    </Guest>
  );
}
