import type { Metadata } from "next";
import { PackagePage } from "../../../../../features/edge-packages/package-page";

type Params = { params: Promise<{ key: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `Edge package of ${decodeURIComponent((await params).key)}` };
}

export default async function Page({ params }: Params) {
  return <PackagePage deviceKey={decodeURIComponent((await params).key)} />;
}
