import { Skeleton } from "@ui/skeleton.tsx";

/** Stands in the place of a page of the account while it is on its way. */
export function PageSkeleton() {
  return (
    <div aria-busy>
      <Skeleton className="h-9 w-48" />
      <Skeleton className="mt-3 h-5 w-72 max-w-full" />
      <Skeleton className="mt-6 h-36 rounded-3xl" />
      <Skeleton className="mt-5 h-36 rounded-3xl" />
    </div>
  );
}
