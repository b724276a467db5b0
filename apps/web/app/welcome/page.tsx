import { ApiProvider } from "@outstation/hall/client";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import type { Metadata } from "next";
import { FoundTenant } from "../../features/sign-up/found-tenant";

export const metadata: Metadata = { title: "Add a company" };

export default function Page() {
  return (
    <ApiProvider>
      <PageFrame title="Add a company">
        <FoundTenant />
      </PageFrame>
    </ApiProvider>
  );
}
