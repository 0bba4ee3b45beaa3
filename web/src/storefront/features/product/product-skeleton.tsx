import { Skeleton } from "@ui/skeleton.tsx";

export function ProductSkeleton() {
  return (
    <div className="page grid gap-8 py-8 md:grid-cols-2 md:gap-14">
      <Skeleton className="aspect-square rounded-3xl" />
      <div>
        <Skeleton className="h-4 w-32" />
        <Skeleton className="mt-4 h-10 w-4/5" />
        <Skeleton className="mt-4 h-7 w-28" />
        <Skeleton className="mt-10 h-13 w-full rounded-full" />
      </div>
    </div>
  );
}
