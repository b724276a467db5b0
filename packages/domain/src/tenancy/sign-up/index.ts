export { foundTenant, type NewTenant } from "./found-tenant";
export { completeSignUp, requestSignUp, type SignUpForm } from "./sign-up";
export { suggestSlug } from "./slug";
