import { isEmqxError } from "./error";
import { rules } from "./rules";
import type { Call } from "./transport";
import type {
  AnySource,
  AuthorizationSettings,
  AuthorizationSource,
  AuthorizationSourceType,
  CallOptions,
} from "./types";

/** Who may publish and subscribe where: settings, sources and rules. */
export function authorization(call: Call) {
  return { settings: settings(call), sources: sources(call), rules: rules(call), cache: cache(call) };
}

function settings(call: Call) {
  return {
    get: async ({ signal }: CallOptions = {}): Promise<AuthorizationSettings> => {
      const { body } = await call("get", "/authorization/settings", { accept: [200], signal });
      // EMQX fills in what was never set.
      return { ...body, cache: body.cache ?? { enable: true } };
    },
    /** All three at once: EMQX crashes where one is left out. */
    put: async (wanted: AuthorizationSettings, { signal }: CallOptions = {}): Promise<void> => {
      await call("put", "/authorization/settings", { body: wanted, accept: [200], signal });
    },
  };
}

function sources(call: Call) {
  const find = async (type: AuthorizationSourceType, { signal }: CallOptions = {}): Promise<AnySource | null> => {
    const answer = await call("get", "/authorization/sources/{type}", { path: { type }, accept: [200, 404], signal });
    return answer.status === 200 ? answer.body : null;
  };
  return {
    /** In the order they are asked; the first that knows an answer gives it. */
    list: async ({ signal }: CallOptions = {}): Promise<AnySource[]> => {
      const { body } = await call("get", "/authorization/sources", { accept: [200], signal });
      return body.sources ?? [];
    },
    find,
    /** Puts a new source before all others. @throws EmqxApiError 400 where there is one of its type. */
    create: async (source: AuthorizationSource, { signal }: CallOptions = {}): Promise<void> => {
      await call("post", "/authorization/sources", { body: source, accept: [204], signal });
    },
    replace: async (source: AuthorizationSource, { signal }: CallOptions = {}): Promise<void> => {
      await call("put", "/authorization/sources/{type}", {
        ...{ path: { type: source.type }, body: source, signal },
        accept: [204],
      });
    },
    /**
     * Removes a source. With `built_in_database` all of its rules go too. EMQX answers 400 where it was gone already, which is
     * no error here.
     */
    delete: async (type: AuthorizationSourceType, { signal }: CallOptions = {}): Promise<void> => {
      await call("delete", "/authorization/sources/{type}", { path: { type }, accept: [204], signal }).catch(
        (error: unknown) => {
          if (!isEmqxError(error, "BAD_REQUEST") || !error.reason.includes("not_found_source")) throw error;
        },
      );
    },
    /** Every source there is must be named. */
    order: async (types: readonly AuthorizationSourceType[], { signal }: CallOptions = {}): Promise<void> => {
      await call("put", "/authorization/sources/order", {
        body: types.map((type) => ({ type })),
        accept: [204],
        signal,
      });
    },
  };
}

function cache(call: Call) {
  return {
    /** Drops what every connection remembers: after a change of rules it would be believed for up to a minute. */
    clear: async ({ signal }: CallOptions = {}): Promise<void> => {
      await call("delete", "/authorization/cache", { accept: [204], signal });
    },
    /** @returns whether the client is connected. */
    clearOf: async (clientid: string, { signal }: CallOptions = {}): Promise<boolean> => {
      const { status } = await call("delete", "/clients/{clientid}/authorization/cache", {
        ...{ path: { clientid }, signal },
        accept: [204, 404],
      });
      return status === 204;
    },
  };
}
