import type { Metadata } from "next";
import { Isolation } from "../../../features/operator/isolation";

export const metadata: Metadata = { title: "Isolation" };

export default function Page() {
  return <Isolation />;
}
