import type { StoreImage } from "@api/types.ts";
import { useEffect, useRef, useState } from "react";
import { uploadPicture } from "./upload.ts";

/** A file on its way: how much of it has been sent, or why it was not taken. */
export type Sending = {
  id: number;
  file: File;
  state: "waiting" | "sending" | "failed";
  /** From 0 to 1. */
  part: number;
  error?: unknown;
};

let next = 1;

/**
 * Sends files one after the other, in the order they were chosen in, so that they are added in it. `onPicture` is
 * awaited for each; what fails stays in the list until it is tried again or put away. Leaving the page ends it.
 */
export function useUploads(storeId: string, onPicture: (picture: StoreImage) => Promise<unknown>) {
  const [list, setList] = useState<Sending[]>([]);
  const [added, setAdded] = useState(0);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const leave = useRef<AbortController | undefined>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    leave.current = controller;
    return () => controller.abort();
  }, []);

  const change = (id: number, to: Partial<Sending>) =>
    setList((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
  const putAway = (id: number) => setList((all) => all.filter((one) => one.id !== id));

  const send = async (id: number, file: File) => {
    const signal = leave.current?.signal;
    if (!signal || signal.aborted) return;
    change(id, { state: "sending", part: 0 });
    try {
      const picture = await uploadPicture(storeId, file, (part) => change(id, { part }), signal);
      await onPicture(picture);
      putAway(id);
      setAdded((count) => count + 1);
    } catch (error) {
      if (!signal.aborted) change(id, { state: "failed", error });
    }
  };
  const enqueue = (id: number, file: File) => {
    queue.current = queue.current.then(() => send(id, file));
  };

  return {
    list,
    /** How many have been added since the last choice. */
    added,
    add: (files: readonly File[]) => {
      const chosen = files.map((file) => ({ id: next++, file, state: "waiting" as const, part: 0 }));
      setAdded(0);
      setList((all) => [...all, ...chosen]);
      for (const { id, file } of chosen) enqueue(id, file);
    },
    again: (id: number) => {
      const one = list.find((sending) => sending.id === id);
      if (!one) return;
      change(id, { state: "waiting", part: 0, error: undefined });
      enqueue(id, one.file);
    },
    putAway,
  };
}

export type Uploads = ReturnType<typeof useUploads>;
