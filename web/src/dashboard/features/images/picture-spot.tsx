import type { Image } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";
import { toast } from "@ui/toast.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { useText } from "../../texts/images.ts";
import { DropZone } from "./drop-zone.tsx";
import { ImageChooser } from "./image-chooser.tsx";
import { ImageDialog } from "./image-dialog.tsx";
import { emptySpot, placeInSpot, refreshStoreImages, type Spot, storeImagesQuery } from "./queries.ts";
import { pictureProblem } from "./upload.ts";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

type Props = {
  storeId: string;
  spot: Spot;
  image: Image | undefined;
  /** Told what is shown now, undefined for nothing. Each change is saved when it is made. */
  onChange: (image: Image | undefined) => void;
};

const SHAPES = { logo: "aspect-square", banner: "aspect-5/2" } as const;

const LAYOUTS = { logo: "sm:grid-cols-[auto_1fr]", banner: "lg:grid-cols-[2fr_1fr]" } as const;

/** The logo or the banner of a store's page. Load `loadImagesText()` with the page. */
export function PictureSpot({ storeId, spot, image, onChange }: Props) {
  const t = useText();
  const pictures = useQuery(storeImagesQuery(storeId, 100)).data?.items;
  /** What is shown, as one of the store's pictures. */
  const own = pictures?.find((picture) => picture.image.url === image?.url)?.id;
  const [dialog, setDialog] = useState<"edit" | "choose" | "remove" | null>(null);
  const place = async (storeImageId: string) => {
    const shown = await placeInSpot(storeId, spot, { storeImageId });
    onChange(shown);
    toast(t("images.spotSaved"));
  };
  const uploads = useUploads(storeId, async (picture) => {
    await place(picture.id);
    void refreshStoreImages(storeId);
  });
  return (
    <div className="grid gap-4">
      <div className={cx("grid items-center gap-4", image && LAYOUTS[spot])}>
        {image && (
          <div className={spot === "logo" ? "w-32" : "w-full max-w-xl"}>
            <Picture
              image={image}
              sizes={spot === "logo" ? "8rem" : "36rem"}
              className={`${SHAPES[spot]} w-full rounded-2xl object-cover`}
            />
          </div>
        )}
        <DropZone multiple={false} onFiles={uploads.add} />
      </div>
      <UploadList uploads={uploads} />
      <div className="flex flex-wrap gap-2">
        <Button variant="ghost" size="sm" onClick={() => setDialog("choose")}>
          {t("images.chooseOwn")}
        </Button>
        {image && own && (
          <Button variant="ghost" size="sm" onClick={() => setDialog("edit")}>
            {t("images.editSpot")}
          </Button>
        )}
        {image && (
          <Button variant="ghost" size="sm" onClick={() => setDialog("remove")}>
            {t("images.removeSpot")}
          </Button>
        )}
      </div>
      {dialog === "choose" && (
        <ImageChooser
          storeId={storeId}
          onChoose={(picture) => {
            place(picture.id).catch((error: unknown) => toast(pictureProblem(error), { tone: "error" }));
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "edit" && image && own && (
        <ImageDialog
          image={image}
          shape={SHAPES[spot]}
          save={async ({ alt, focus }) =>
            onChange(await placeInSpot(storeId, spot, { storeImageId: own, alt, ...(focus && { focus }) }))
          }
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "remove" && (
        <ConfirmDialog
          title={spot === "logo" ? t("images.removeLogo") : t("images.removeBanner")}
          submit={t("images.removeSpot")}
          danger
          act={async () => {
            await emptySpot(storeId, spot);
          }}
          onDone={() => {
            onChange(undefined);
            setDialog(null);
            toast(t("images.spotRemoved"));
          }}
          onClose={() => setDialog(null)}
        >
          <p>{t("images.staysYours")}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
