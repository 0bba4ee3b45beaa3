import type { ProductSummary } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../../text.ts";

const PLACES = [
  "col-span-4 row-span-4 rounded-tl-[6rem]",
  "col-span-3 row-span-3 self-end",
  "col-span-3 row-span-3",
  "col-span-4 row-span-4 rounded-br-[6rem]",
];

/** The first words and a window of what is new. */
export function Hero({ products }: { products: ProductSummary[] }) {
  const t = useText();
  return (
    <section className="page grid items-center gap-10 py-10 md:grid-cols-2 md:py-16 lg:gap-20">
      <div>
        <h1 className="text-[clamp(2.4rem,5.5vw,4.1rem)] leading-[1.04] font-semibold tracking-[-0.035em]">
          {t("home.title")}
        </h1>
        <p className="text-muted mt-5 max-w-md text-lg leading-relaxed">{t("home.lead")}</p>
        <div className="mt-8 flex flex-wrap gap-3">
          <Link to="/products" className={buttonClass({ size: "lg" })}>
            {t("home.browse")}
          </Link>
          <Link to="/stores" className={buttonClass({ size: "lg", variant: "outline" })}>
            {t("home.meet")}
          </Link>
        </div>
      </div>
      <div className="grid aspect-square max-h-[34rem] w-full grid-cols-7 grid-rows-7 gap-3 sm:gap-4 md:justify-self-end">
        {PLACES.map((place, index) => {
          const product = products[index];
          if (!product) return <div key={place} className={cx("rounded-3xl bg-sunken", place)} />;
          return (
            <Link
              key={place}
              to="/stores/$store/products/$product"
              params={{ store: product.storeSlug, product: product.slug }}
              aria-label={product.name}
              className={cx("group overflow-hidden rounded-3xl bg-sunken", place)}
            >
              <Picture
                image={product.image}
                sizes="(min-width: 48rem) 22rem, 55vw"
                eager
                alt=""
                className="size-full object-cover transition-transform duration-700 group-hover:scale-[1.04]"
              />
            </Link>
          );
        })}
      </div>
    </section>
  );
}
