export { createPgLatest } from "./pg-latest";
