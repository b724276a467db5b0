export {
  AREA_KINDS,
  type AreaKind,
  type AreaLine,
  changeSite,
  createArea,
  createSite,
  deleteArea,
  deleteSite,
  listAreas,
  renameArea,
  type SiteForm,
} from "./change-sites";
