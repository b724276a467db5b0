import { Readable } from "node:stream";
import { downloadOf } from "@outstation/api/download";
import { desk } from "../../../../compose";

/** The file of an export, for whoever has a link that still works. */
export async function GET(_: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  const download = await downloadOf(await desk(), (await params).token);
  if (download === null)
    return new Response("This link is no longer valid. Ask for a new one on the exports page.", { status: 404 });
  const { body, contentType, fileName, size, sha256 } = download;
  return new Response(Readable.toWeb(Readable.from(body, { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": contentType,
      "content-length": String(size),
      "content-disposition": `attachment; filename="${fileName}"`,
      "repr-digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}
