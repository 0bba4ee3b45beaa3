import { FOOTER_LINK, FooterFrame } from "@ui/footer-frame.tsx";
import { useText } from "../text.ts";

export function Footer() {
  const t = useText();
  const links = [
    ["/products", t("footer.products")],
    ["/stores", t("footer.stores")],
    ["/orders", t("footer.orders")],
    ["/dashboard/open-store", t("account.sell")],
  ] as const;
  return (
    <FooterFrame
      links={links.map(([href, label]) => (
        <li key={href}>
          <a href={href} className={FOOTER_LINK}>
            {label}
          </a>
        </li>
      ))}
    />
  );
}
