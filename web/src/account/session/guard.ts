import { queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import { redirect } from "@tanstack/react-router";
import { followSession } from "@ui/session/leaving.ts";
import { meQuery } from "@ui/session/me.ts";

/** Lets nobody in who is not signed in; throws the way to the sign-in page, and back. */
export async function requireSession(here: string): Promise<void> {
  const signIn = () => redirect({ to: "/login", search: { returnTo: here }, replace: true });
  if (!isSignedIn()) throw signIn();
  void followSession();
  try {
    await queryClient.ensureQueryData(meQuery());
  } catch (error) {
    throw error instanceof ApiError && error.status === 401 ? signIn() : error;
  }
}
