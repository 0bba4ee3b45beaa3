import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { isAccountPath } from "./paths.ts";

/** Goes to a page: at once to one of the account, with a load to one of the storefront. */
export function useGo(): (path: string) => void {
  const { history } = useRouter();
  return useCallback((path) => (isAccountPath(path) ? history.push(path) : location.assign(path)), [history]);
}
