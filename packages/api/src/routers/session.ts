import { memberQuery, router } from "../procedures";

export const sessionRouter = router({
  me: memberQuery.query(({ ctx }) => ctx.member),
});
