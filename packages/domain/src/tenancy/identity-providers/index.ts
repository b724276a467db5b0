export {
  configureProvider,
  findProvider,
  type ProviderForm,
  type ProviderView,
  removeProvider,
  tryProvider,
} from "./configure";
export { beginElsewhere, type ElsewhereDesk, finishElsewhere } from "./sign-in-elsewhere";
