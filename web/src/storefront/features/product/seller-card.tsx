import type { Store } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { StoreLogo } from "../../catalog/store-logo.tsx";
import { useText } from "../../store-text.ts";

/** Who sells and sends it. */
export function SellerCard({ store }: { store: Store }) {
  const t = useText();
  return (
    <section
      aria-label={t("product.soldBy")}
      className="group border-line bg-surface hover:border-edge relative mt-8 flex items-center gap-4 rounded-2xl border p-4"
    >
      <StoreLogo store={store} className="size-14 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-muted text-xs">{t("product.soldBy")}</p>
        <Link
          to="/stores/$store"
          params={{ store: store.slug }}
          className="font-semibold underline-offset-4 group-hover:underline after:absolute after:inset-0"
        >
          {store.name}
        </Link>
        <p className="text-muted truncate text-sm">{store.location ?? store.tagline}</p>
      </div>
      <ArrowRight size={18} aria-hidden className="text-muted" />
    </section>
  );
}
