import { queryClient } from "@api/client.ts";
import { ApiError, isNotFound } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import type { Me } from "@api/types.ts";
import { followSession } from "@ui/session/leaving.ts";
import { meQuery } from "@ui/session/me.ts";
import { notFound, redirect } from "@tanstack/react-router";
import { loginPath } from "./login-path.ts";

/** Lets nobody in who is not signed in; throws the way to the sign-in page, and back. Gives who it is. */
export async function requireSession(here: string): Promise<Me> {
  const signIn = (reason?: "ended") =>
    redirect({ href: loginPath(here, reason), reloadDocument: true, replace: true });
  if (!isSignedIn()) throw signIn();
  void followSession();
  try {
    return await queryClient.ensureQueryData(meQuery());
  } catch (error) {
    throw error instanceof ApiError && error.status === 401 ? signIn("ended") : error;
  }
}

/** Thrown for a page that is not for whoever is signed in. */
export class NotForYou extends Error {}

/** Operators run the marketplace: the API calls them admins. */
export const isOperator = (me: Me) => me.role === "admin";

/** Lets only those in who pass; throws NotForYou. */
export function requireThat(allowed: boolean): void {
  if (!allowed) throw new NotForYou("this page is for others");
}

/** For `.catch` of a loader: what is not there gets the page that says so. An id that cannot be one is as good as one that nobody has. */
export function orNotFound(error: unknown): never {
  throw isNotFound(error) || (error instanceof ApiError && error.status === 400) ? notFound() : error;
}
