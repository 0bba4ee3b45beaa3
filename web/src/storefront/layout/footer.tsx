import { Link } from "@tanstack/react-router";
import { FOOTER_LINK, FooterFrame } from "@ui/footer-frame.tsx";
import { useText } from "../text.ts";

export function Footer() {
  const t = useText();
  return (
    <FooterFrame
      links={
        <>
          <li>
            <Link to="/products" className={FOOTER_LINK}>
              {t("footer.products")}
            </Link>
          </li>
          <li>
            <Link to="/stores" className={FOOTER_LINK}>
              {t("footer.stores")}
            </Link>
          </li>
          <li>
            <Link to="/orders" className={FOOTER_LINK}>
              {t("footer.orders")}
            </Link>
          </li>
        </>
      }
    />
  );
}
