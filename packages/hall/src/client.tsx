"use client";
import type { AppRouter } from "@outstation/api/root";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCClientErrorLike,
} from "@trpc/client";
import type { inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { StepUpProvider } from "./step-up";

export type Outputs = inferRouterOutputs<AppRouter>;
export type CallError = TRPCClientErrorLike<AppRouter>;

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

const RETRIES_MAX = 2;
const isRefusal = (error: unknown) => error instanceof TRPCClientError && (error.data?.httpStatus ?? 500) < 500;

/** Queries in batches; subscriptions as server-sent events, which resume where they broke off. */
function createClient() {
  const address = { url: "/api/trpc", transformer: superjson };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink(address),
        false: httpBatchLink(address),
      }),
    ],
  });
}

function createQueries() {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5000, retry: (failures, error) => failures < RETRIES_MAX && !isRefusal(error) },
    },
    queryCache: new QueryCache({
      onError: (error) => {
        if (!(error instanceof TRPCClientError) || error.data?.code !== "UNAUTHORIZED") return;
        // The session ended while the page stood open.
        location.assign(`/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`);
      },
    }),
  });
}

/** A session that a provider vouched for opens one company, whose provider is asked again. */
function askProvider([entrance]: readonly { readonly slug: string }[]) {
  if (entrance === undefined) return;
  const wish = new URLSearchParams({ fresh: "1", next: location.pathname + location.search });
  location.assign(`/sign-in/oidc/${entrance.slug}?${wish}`);
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  const [queries] = useState(createQueries);
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        <StepUpProvider
          stepUp={(proof) => client.session.stepUp.mutate(proof)}
          onProvider={async () => askProvider(await client.session.entrances.query())}
        >
          {children}
        </StepUpProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
