import { isSignedIn, SESSION_OVER } from "@api/session.ts";
import { useSyncExternalStore } from "react";

/** Other tabs change the saved cart when they sign in or out; the rest is seen when the visitor comes back. */
const EVENTS = [SESSION_OVER, "storage", "focus", "pageshow"];

function subscribe(listener: () => void) {
  for (const event of EVENTS) addEventListener(event, listener);
  return () => {
    for (const event of EVENTS) removeEventListener(event, listener);
  };
}

/** Whether somebody is signed in, as far as this page knows. */
export const useSignedIn = () => useSyncExternalStore(subscribe, isSignedIn);
