import type { InventoryLevel } from "@api/types.ts";
import { AdjustSheet } from "./adjust-sheet.tsx";
import { CountSheet } from "./count-sheet.tsx";
import { HistorySheet } from "./history-sheet.tsx";
import { SettingsSheet } from "./settings-sheet.tsx";
import { ThresholdSheet } from "./threshold-sheet.tsx";

/** What lies over the list. */
export type Sheet =
  | { kind: "history" | "adjust" | "threshold"; row: InventoryLevel }
  | { kind: "count"; rows: readonly InventoryLevel[]; done: () => void }
  | { kind: "settings" };

/** The sheet that is open, if any. */
export function Sheets(props: {
  storeId: string;
  slug: string;
  sheet: Sheet | undefined;
  onClose: () => void;
}) {
  const { storeId, slug, sheet, onClose } = props;
  switch (sheet?.kind) {
    case "history":
      return <HistorySheet storeId={storeId} slug={slug} row={sheet.row} onClose={onClose} />;
    case "adjust":
      return <AdjustSheet storeId={storeId} row={sheet.row} onClose={onClose} />;
    case "threshold":
      return <ThresholdSheet storeId={storeId} row={sheet.row} onClose={onClose} />;
    case "count":
      return <CountSheet storeId={storeId} rows={sheet.rows} onDone={sheet.done} onClose={onClose} />;
    case "settings":
      return <SettingsSheet storeId={storeId} onClose={onClose} />;
    case undefined:
      return null;
  }
}
