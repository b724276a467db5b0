import type { ObjectStore } from "@outstation/domain/ports";
import { readEnv, text } from "@outstation/kit/env";
import { openObjects } from "./open-objects";

// What a process reads that keeps objects: here, so that all of them mean the same store.
const objectsEnvironment = {
  /** Where objects are kept when no bucket is named. */
  OBJECTS_DIR: text("data/objects"),
  /** A bucket behind the S3 API instead of the folder. It must exist. */
  S3_BUCKET: text(""),
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  S3_ENDPOINT: text(""),
  S3_REGION: text("us-east-1"),
  /** `yes`: `https://host/bucket/key`, as most stores but Amazon's want it. */
  S3_PATH_STYLE: text(""),
  S3_ACCESS_KEY_ID: text(""),
  S3_SECRET_ACCESS_KEY: text(""),
};

/** The store that this process's environment names. @throws Fault `env.invalid` */
export async function openObjectsOfEnvironment(): Promise<ObjectStore> {
  const env = readEnv(objectsEnvironment);
  return openObjects({
    folder: env.OBJECTS_DIR,
    bucket: env.S3_BUCKET,
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    pathStyle: env.S3_PATH_STYLE === "yes",
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  });
}
