export { type LinkDesk, saveLink, saveRefusal } from "./links";
