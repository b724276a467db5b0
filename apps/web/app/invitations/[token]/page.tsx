import type { Metadata } from "next";
import { AcceptInvitation } from "../../../features/sign-up/accept-invitation";
import { Guest } from "../../../features/sign-up/guest";

export const metadata: Metadata = { title: "Join", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  return (
    <Guest title="Join">
      <AcceptInvitation token={(await params).token} />
    </Guest>
  );
}
