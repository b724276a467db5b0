import { ApiProvider } from "@outstation/hall/client";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import type { Metadata } from "next";
import { Mails } from "../../features/sign-up/mails";

export const metadata: Metadata = { title: "Mail" };

export default function Page() {
  return (
    <ApiProvider>
      <PageFrame title="Mail" wide>
        <Mails />
      </PageFrame>
    </ApiProvider>
  );
}
