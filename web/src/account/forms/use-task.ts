import { ApiError } from "@api/problem.ts";
import { useState } from "react";
import { useConfirmFirst } from "../session/use-confirm.ts";

/** Something a button does: whether it is being done, and why it did not work. One at a time. */
export function useTask() {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>();
  const confirmFirst = useConfirmFirst();
  const run = async (name: string, task: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setError(undefined);
    setBusy(name);
    try {
      await task();
      return true;
    } catch (failure) {
      if (confirmFirst(failure)) return false;
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
      return false;
    } finally {
      setBusy(null);
    }
  };
  return { busy, error, run, fail: setError };
}
