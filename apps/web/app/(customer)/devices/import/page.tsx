import type { Metadata } from "next";
import { ImportDevices } from "../../../../features/onboarding/import-devices";

export const metadata: Metadata = { title: "Import devices" };

export default function Page() {
  return <ImportDevices />;
}
