import type { ObjectStore } from "@outstation/domain/ports";
import { createFolderObjects } from "./folder-objects";

export type ObjectsOptions = {
  /** Where objects are kept when there is no bucket. */
  readonly folder: string;
  /** Empty: the folder. */
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/** A bucket where one is named, a folder otherwise. The S3 client is loaded only where it is used. */
export async function openObjects(options: ObjectsOptions): Promise<ObjectStore> {
  if (options.bucket === "") return createFolderObjects(options.folder);
  const { createS3Objects } = await import("./s3-objects");
  return createS3Objects(options);
}
