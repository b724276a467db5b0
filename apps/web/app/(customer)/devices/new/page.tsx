import type { Metadata } from "next";
import { AddDevice } from "../../../../features/onboarding/add-device";

export const metadata: Metadata = { title: "Add a device" };

export default function Page() {
  return <AddDevice />;
}
