import { Skeleton } from "@ui/skeleton.tsx";
import { useText } from "../text.ts";
import { FrameShape } from "./frame.tsx";

/** Stands for a page that is being loaded: its name and lines of a list. */
export function PageSkeleton() {
  const t = useText();
  return (
    <div role="status">
      <span className="sr-only">{t("page.loading")}</span>
      <Skeleton className="h-9 w-48" />
      <Skeleton className="mt-3 h-5 w-72 max-w-full" />
      <div className="border-line bg-surface mt-6 grid gap-5 rounded-3xl border p-5 sm:p-6">
        {["a", "b", "c", "d", "e", "f"].map((line) => (
          <div key={line} className="flex items-center gap-4">
            <Skeleton className="size-10 shrink-0 rounded-full" />
            <Skeleton className="h-5 flex-1" />
            <Skeleton className="h-5 w-24 max-sm:hidden" />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Stands while nobody knows yet who is signed in. */
export const FrameSkeleton = () => (
  <FrameShape>
    <PageSkeleton />
  </FrameShape>
);
