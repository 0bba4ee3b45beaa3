import { Logo } from "@ui/logo.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";

/** The sign of the marketplace, which leads to the dashboard's first page. */
export function Brand() {
  const t = useText();
  return (
    <Link to="/dashboard" className="flex items-center gap-2.5 rounded-lg">
      <Logo />
      <span className="bg-sunken text-muted rounded-full px-2.5 py-1 text-xs font-semibold">
        {t("dashboard.title")}
      </span>
    </Link>
  );
}
