import { useEffect, useRef, useState } from "react";

/**
 * Something that a button opens in its own place. Closing gives the focus back to the button, whose id is
 * `openerId`.
 */
export function useDisclosure(id: string, initially = false) {
  const [open, setOpen] = useState(initially);
  const openerId = `${id}-open`;
  const before = useRef(open);
  useEffect(() => {
    if (before.current && !open) document.getElementById(openerId)?.focus();
    before.current = open;
  }, [open, openerId]);
  return { open, openerId, show: () => setOpen(true), hide: () => setOpen(false) };
}
