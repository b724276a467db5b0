import type { Metadata } from "next";
import { DevicePage } from "../../../../features/devices/device-page";

type Params = { params: Promise<{ key: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).key) };
}

export default async function Page({ params }: Params) {
  return <DevicePage deviceKey={decodeURIComponent((await params).key)} />;
}
