import { Package, ShieldCheck, ShoppingBag } from "lucide-react";
import { useText } from "../../text.ts";

/** How buying here works, in three lines. */
export function Promises() {
  const t = useText();
  const promises = [
    { icon: ShoppingBag, title: t("home.oneCart"), text: t("home.oneCartText") },
    { icon: ShieldCheck, title: t("home.safe"), text: t("home.safeText") },
    { icon: Package, title: t("home.parcels"), text: t("home.parcelsText") },
  ];
  return (
    <section aria-label={t("home.how")} className="page mt-20">
      <ul className="bg-accent-soft grid gap-8 rounded-3xl px-6 py-10 sm:grid-cols-3 sm:px-10">
        {promises.map(({ icon: Icon, title, text }) => (
          <li key={title} className="flex gap-4">
            <Icon size={24} aria-hidden className="text-accent mt-0.5 shrink-0" />
            <div>
              <h2 className="font-semibold">{title}</h2>
              <p className="text-muted mt-1 text-sm leading-relaxed">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
