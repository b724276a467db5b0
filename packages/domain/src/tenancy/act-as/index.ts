export {
  ACT_AS_MS_MAX,
  type ActAsRequest,
  type ActAsView,
  endActAs,
  endOwnActAs,
  listActAsGrants,
  startActAs,
} from "./act-as";
