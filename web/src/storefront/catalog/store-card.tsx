import type { Store } from "@api/types.ts";
import { Picture } from "@ui/picture.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";
import { StoreLogo } from "./store-logo.tsx";

/** A store in a list: banner, logo and what it says of itself. */
export function StoreCard({ store, heading: Heading = "h3" }: { store: Store; heading?: "h2" | "h3" }) {
  const t = useText();
  return (
    <article className="group border-line bg-surface relative flex h-full flex-col overflow-hidden rounded-3xl border transition-shadow hover:shadow-lg hover:shadow-black/5">
      <Picture
        image={store.banner}
        sizes="(min-width: 64rem) 25rem, (min-width: 40rem) 45vw, 92vw"
        alt=""
        className="aspect-[5/2] w-full object-cover"
      />
      <div className="flex flex-1 flex-col px-5 pb-5">
        <StoreLogo store={store} className="ring-surface -mt-8 size-16 shadow-sm ring-4" />
        <Heading className="mt-3 text-lg font-semibold">
          <Link
            to="/stores/$store"
            params={{ store: store.slug }}
            className="underline-offset-4 group-hover:underline after:absolute after:inset-0"
          >
            {store.name}
          </Link>
        </Heading>
        <p className="text-muted mt-1 line-clamp-2 text-sm">{store.tagline}</p>
        <p className="text-muted mt-auto pt-4 text-sm">
          {store.location && <span>{store.location} · </span>}
          {t("store.products", { count: store.productCount })}
        </p>
      </div>
    </article>
  );
}
