import { ApiError } from "@api/problem.ts";
import { useState } from "react";

/** Something a sheet's button sends: whether it is on its way, and why it did not work. */
export function useSaving() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (send: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await send();
    } catch (failure) {
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
