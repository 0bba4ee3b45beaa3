import { Button } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { useText } from "../../text.ts";
import { type FilterProps, Filters } from "./filters.tsx";

/** The filters on a phone. The list behind follows at once. */
export function FilterSheet({
  onClose,
  busy,
  ...filters
}: FilterProps & { onClose: () => void; busy: boolean }) {
  const t = useText();
  return (
    <Drawer
      side="bottom"
      title={t("filters.title")}
      onClose={onClose}
      footer={
        <Button className="w-full" size="lg" busy={busy} onClick={onClose}>
          {t("filters.show")}
        </Button>
      }
    >
      <div className="px-5 py-6">
        <Filters {...filters} idPrefix="sheet" />
      </div>
    </Drawer>
  );
}
