import type { Store } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../../store-text.ts";

/** What a store promises, and who is behind it. Nothing while it says nothing of it. */
export function StoreAbout({ store }: { store: Store }) {
  const t = useText();
  const { policies, imprint } = store;
  const texts = [
    { title: t("storeAbout.shipping"), text: policies?.shipping },
    { title: t("storeAbout.returns"), text: policies?.returns },
    { title: t("storeAbout.privacy"), text: policies?.privacy },
  ].filter((one) => one.text);
  if (texts.length === 0 && !imprint) return null;
  return (
    <section aria-labelledby="store-about" className="page mt-14">
      <h2 id="store-about" className="text-2xl font-semibold">
        {t("storeAbout.title")}
      </h2>
      <div className="divide-line border-line bg-surface mt-5 max-w-3xl divide-y rounded-3xl border">
        {texts.map(({ title, text }) => (
          <Part key={title} title={title}>
            <p className="break-words whitespace-pre-line">{text}</p>
          </Part>
        ))}
        {imprint && (
          <Part title={t("storeAbout.imprint")}>
            <AddressText address={imprint.address} />
            <p className="mt-2 break-all">{imprint.email}</p>
            {imprint.registration && (
              <p className="mt-2">
                {t("storeAbout.register")}: {imprint.registration}
              </p>
            )}
            {imprint.vatId && (
              <p className="mt-2">
                {t("storeAbout.vatId")}: {imprint.vatId}
              </p>
            )}
          </Part>
        )}
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group px-5 sm:px-6">
      <summary className="flex min-h-14 cursor-pointer list-none items-center justify-between gap-4 font-semibold [&::-webkit-details-marker]:hidden">
        {title}
        <ChevronDown
          size={18}
          aria-hidden
          className="text-muted shrink-0 transition-transform group-open:rotate-180 motion-reduce:transition-none"
        />
      </summary>
      <div className="text-muted pb-5 text-sm leading-relaxed">{children}</div>
    </details>
  );
}
