import type { Metadata } from "next";
import { DataQuality } from "../../../features/data-quality/data-quality";

export const metadata: Metadata = { title: "Data quality" };

export default function Page() {
  return <DataQuality />;
}
