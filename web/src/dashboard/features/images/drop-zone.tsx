import { cx } from "@ui/class-names.ts";
import { ImagePlus } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useText } from "../../texts/images.ts";
import { PICTURE_TYPES } from "./upload.ts";

type Props = {
  onFiles: (files: File[]) => void;
  /** False where there is room for one. */
  multiple?: boolean;
};

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped or chosen. */
export function DropZone({ onFiles, multiple = true }: Props) {
  const t = useText();
  const [over, setOver] = useState(false);
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- files can be chosen by keyboard
    <label
      className={cx(
        "grid cursor-pointer place-items-center gap-1.5 rounded-2xl border-2 border-dashed px-4 py-7 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
        over ? "border-accent bg-sunken" : "border-edge/60 hover:border-ink",
      )}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input
        type="file"
        className="sr-only"
        accept={PICTURE_TYPES.join(",")}
        multiple={multiple}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = ""; // the same file may be chosen again
        }}
      />
      <ImagePlus size={26} aria-hidden className="text-muted" />
      <span className="text-sm font-medium">
        {over ? t("images.dropNow") : multiple ? t("images.drop") : t("images.dropOne")}
      </span>
      <span className="text-muted text-sm">{t("images.formats")}</span>
    </label>
  );
}
