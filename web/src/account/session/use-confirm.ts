import { ApiError } from "@api/problem.ts";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

/**
 * For what needs a fresh proof of who one is: when the API asks for that, goes to the sign-in page and from there
 * back here, and gives true.
 */
export function useConfirmFirst(): (error: unknown) => boolean {
  const router = useRouter();
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError) || error.code !== "fresh_login_needed") return false;
      void router.navigate({
        to: "/login",
        search: { reason: "confirm", returnTo: router.state.location.href },
      });
      return true;
    },
    [router],
  );
}
