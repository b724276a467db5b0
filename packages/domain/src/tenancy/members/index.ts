export { changeRole, listMembers, type MemberLine, removeMember, renameTenant } from "./change-members";
export { type Entrance, listEntrances, type MemberView, type PersonView, viewMember, viewPerson } from "./view-member";
