import { isSignedIn } from "@api/session.ts";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@ui/session/me.ts";

/** The address of who is to confirm who they are; undefined when the session is over. */
export function useKnownEmail(asked: boolean): string | undefined {
  return useQuery({ ...meQuery(), enabled: asked && isSignedIn(), retry: false }).data?.email;
}
