import { EmqxApiError } from "./error";

export type Page<T> = {
  readonly data?: readonly T[];
  readonly meta?: { readonly hasnext?: boolean; readonly count?: number };
};

/** How many items one request fetches; EMQX's most is 10,000, its default 100. */
export type PageOptions = { readonly pageSize?: number };

/**
 * Every item of every page, asked for as they are read. Goes by `meta.hasnext`: `count` is absent whenever counting would need a
 * full scan. The broker keeps no snapshot between pages, so an item may be missed or repeated while others come and go.
 */
export async function* everyItem<T>(
  endpoint: string,
  fetchPage: (page: number) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  for (let page = 1; ; page += 1) {
    const { data, meta } = await fetchPage(page);
    if (!Array.isArray(data) || typeof meta?.hasnext !== "boolean")
      throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, detail: "a page has data and meta.hasnext" });
    yield* data as readonly T[];
    if (!meta.hasnext) return;
    if (data.length === 0)
      throw new EmqxApiError({
        code: "UNEXPECTED_REPLY",
        endpoint,
        detail: `page ${page} is empty and has a next one`,
      });
  }
}
