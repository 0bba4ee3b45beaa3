import { newUuid } from "@api/uuid.ts";
import { useRef } from "react";

/** The key under which a request is done once: the same for the same body, another one for another. */
export function useKeyOf(): (body: unknown) => string {
  const last = useRef({ body: "", key: "" });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.body !== text) last.current = { body: text, key: newUuid() };
    return last.current.key;
  };
}
