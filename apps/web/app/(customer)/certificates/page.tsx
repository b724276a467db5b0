import type { Metadata } from "next";
import { Certificates } from "../../../features/certificates/certificates";

export const metadata: Metadata = { title: "Certificates" };

export default function Page() {
  return <Certificates />;
}
