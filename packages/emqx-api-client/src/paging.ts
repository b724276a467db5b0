import { EmqxApiError } from "./error";

export type Page<T> = { readonly data?: readonly T[]; readonly meta?: { readonly hasnext: boolean } };

/** EMQX takes 10,000 at most; a page of 1,000 clients is about 1 MB. */
export const PAGE_ITEMS = 1000;

/**
 * Every item of every page. Goes by `hasnext` alone: `count` is absent where EMQX would have to scan for it. What comes or
 * goes between two pages may be missed or met twice, as EMQX pages by number.
 */
export async function* pages<T>(path: string, load: (page: number) => Promise<Page<T>>): AsyncGenerator<T, void, void> {
  for (let page = 1; ; page++) {
    const { data = [], meta } = await load(page);
    yield* data;
    if (meta === undefined)
      throw new EmqxApiError({
        method: "get",
        path,
        status: 200,
        code: "MALFORMED",
        reason: "a page without meta",
        attempts: 1,
      });
    if (!meta.hasnext) return;
  }
}
