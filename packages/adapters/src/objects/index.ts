export { createFolderObjects } from "./folder-objects";
export { type ObjectsOptions, openObjects } from "./open-objects";
