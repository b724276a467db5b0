import { memberQuery, router } from "../procedures";

export const sessionRouter = router({
  me: memberQuery("tenant.read").query(({ ctx }) => ctx.member),
});
