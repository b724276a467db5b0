import type { Metadata } from "next";
import { Tail } from "../../../features/tail/tail";

export const metadata: Metadata = { title: "Live tail" };

export default function TailPage() {
  return <Tail />;
}
