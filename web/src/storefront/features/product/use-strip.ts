import { useCallback, useEffect, useRef, useState } from "react";

/** A strip of pictures that is scrolled: which one is seen, and how to show another. `wanted` is shown whenever it changes. */
export function useStrip(count: number, wanted: number | undefined) {
  const strip = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const show = useCallback(
    (index: number) => {
      const box = strip.current;
      if (!box || index < 0 || index >= count) return;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      box.scrollTo({ left: index * box.clientWidth, behavior: still ? "instant" : "smooth" });
      setAt(index);
    },
    [count],
  );
  useEffect(() => {
    if (wanted !== undefined) show(wanted);
  }, [wanted, show]);
  const onScroll = () => {
    const box = strip.current;
    if (!box) return;
    const place = box.scrollLeft / box.clientWidth;
    // While it moves between two pictures, the one that was asked for stays marked.
    if (Math.abs(place - Math.round(place)) < 0.05) setAt(Math.round(place));
  };
  return { strip, at, show, onScroll };
}
