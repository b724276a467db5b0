export { type ColdReader, createColdReader } from "./cold-reader";
export { mergeSamples, type PointSamples } from "./merge-samples";
