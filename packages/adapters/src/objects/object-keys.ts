import { fault } from "@outstation/kit/fault";

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/;
/** S3 allows 1024 bytes. */
const KEY_MAX = 900;

/**
 * Both stores take the same keys, so that one can be copied into the other, and none that leaves a folder.
 * @throws Fault `objects.bad_key`
 */
export function assertObjectKey(key: string): void {
  if (key.length > KEY_MAX || !key.split("/").every((segment) => SEGMENT.test(segment)))
    throw fault("objects.bad_key", "The object's key is malformed.", { key });
}
