import { ShoppingBag } from "lucide-react";

/** The picture of the cart, with how much is in it. The number is for the eye alone: the button's name says it. */
export function CartCount({ count }: { count: number }) {
  return (
    <>
      <ShoppingBag size={20} aria-hidden />
      {count > 0 && (
        <span
          aria-hidden
          className="num bg-accent text-accent-ink absolute top-0.5 right-0 grid h-5 min-w-5 place-items-center rounded-full px-1 text-[0.7rem] leading-none font-semibold"
        >
          {count > 99 ? "99+" : count}
        </span>
      )}
    </>
  );
}
