import { useText } from "../../text.ts";

/** Stands between two ways to do the same. */
export function OrLine() {
  const t = useText();
  return (
    <div className="text-muted my-5 flex items-center gap-4 text-sm">
      <span className="bg-line h-px flex-1" />
      {t("login.or")}
      <span className="bg-line h-px flex-1" />
    </div>
  );
}
