export { createFolderObjects } from "./folder-objects";
export { openObjectsOfEnvironment } from "./objects-environment";
export { type ObjectsOptions, openObjects } from "./open-objects";
