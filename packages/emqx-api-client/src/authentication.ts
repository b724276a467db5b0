import type { Call } from "./transport";
import type { Authenticator, CallOptions } from "./types";

/** Who may connect. With an empty chain a client is let in by its certificate alone. */
export function authentication(call: Call) {
  return {
    /** The authenticators in the order they are asked. */
    list: async ({ signal }: CallOptions = {}): Promise<Authenticator[]> => {
      const { body } = await call("get", "/authentication", { accept: [200], signal });
      return body;
    },
    /** @param id such as `password_based:built_in_database`. @returns null where there is none. */
    find: async (id: string, { signal }: CallOptions = {}): Promise<Authenticator | null> => {
      const answer = await call("get", "/authentication/{id}", { path: { id }, accept: [200, 404], signal });
      return answer.status === 200 ? answer.body : null;
    },
    /** @throws EmqxApiError `ALREADY_EXISTS` */
    create: async (authenticator: Authenticator, { signal }: CallOptions = {}): Promise<void> => {
      await call("post", "/authentication", { body: authenticator, accept: [200], signal });
    },
    replace: async (id: string, authenticator: Authenticator, { signal }: CallOptions = {}): Promise<void> => {
      await call("put", "/authentication/{id}", { path: { id }, body: authenticator, accept: [204], signal });
    },
    /** Gone already is no error: the caller wanted it gone. */
    delete: async (id: string, { signal }: CallOptions = {}): Promise<void> => {
      await call("delete", "/authentication/{id}", { path: { id }, accept: [204, 404], signal });
    },
  };
}
