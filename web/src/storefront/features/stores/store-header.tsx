import type { Store } from "@api/types.ts";
import { Picture } from "@ui/picture.tsx";
import { MapPin } from "lucide-react";
import { StoreLogo } from "../../catalog/store-logo.tsx";
import { useText } from "../../text.ts";

/** The face of a store: banner, logo, name and what it says of itself. */
export function StoreHeader({ store }: { store: Store }) {
  const t = useText();
  return (
    <div className="page pt-4 md:pt-6">
      <Picture
        image={store.banner}
        sizes="(min-width: 80rem) 75rem, 96vw"
        eager
        alt=""
        className="h-40 w-full rounded-3xl object-cover sm:h-56 lg:h-72"
      />
      <div className="px-1 sm:px-6">
        <StoreLogo
          store={store}
          className="ring-bg relative -mt-12 size-24 shadow-md ring-4 sm:-mt-14 sm:size-28"
        />
        <div className="mt-4 grid gap-x-16 gap-y-4 lg:grid-cols-[1fr_1.2fr]">
          <div>
            <h1 className="text-3xl font-semibold md:text-4xl">{store.name}</h1>
            <p className="text-muted mt-2 text-lg">{store.tagline}</p>
            <p className="text-muted mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
              {store.location && (
                <span className="inline-flex items-center gap-1.5">
                  <MapPin size={15} aria-hidden />
                  {store.location}
                </span>
              )}
              <span>{t("store.products", { count: store.productCount })}</span>
            </p>
          </div>
          {store.description && (
            <p className="max-w-2xl leading-relaxed whitespace-pre-line">{store.description}</p>
          )}
        </div>
      </div>
    </div>
  );
}
