import { isSignedIn } from "@api/session.ts";
import type { Me } from "@api/types.ts";
import { meQuery } from "@ui/session/me.ts";
import { useQuery } from "@tanstack/react-query";

/** Who is to confirm who they are; undefined when nobody is, or the session is over. */
export function useKnownPerson(asked: boolean): Me | undefined {
  return useQuery({ ...meQuery(), enabled: asked && isSignedIn(), retry: false }).data;
}
