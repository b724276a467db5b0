import { ApiProvider } from "@outstation/hall/client";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import type { ReactNode } from "react";

/** A page for someone who is nobody here yet, with the API at hand. */
export function Guest({ title, children }: { title: string; children: ReactNode }) {
  return (
    <ApiProvider>
      <PageFrame title={title}>{children}</PageFrame>
    </ApiProvider>
  );
}
