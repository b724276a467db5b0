import type { Metadata } from "next";
import { Guest } from "../../../features/sign-up/guest";
import { Verify } from "../../../features/sign-up/verify";

export const metadata: Metadata = { title: "Confirm your address", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  return (
    <Guest title="Confirm your address">
      <Verify token={(await params).token} />
    </Guest>
  );
}
