import type { ProductImage, StoreImage } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useText } from "../../texts/images.ts";
import { moved } from "./arrange.ts";
import { DropZone } from "./drop-zone.tsx";
import { ImageChooser } from "./image-chooser.tsx";
import { ImageDialog, type VariantChoice } from "./image-dialog.tsx";
import { ImageTile } from "./image-tile.tsx";
import { productImageEdits, productImagesQuery, refreshStoreImages } from "./queries.ts";
import { pictureProblem } from "./upload.ts";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

type Props = {
  storeId: string;
  /** A product that is there, a draft at least. */
  productId: string;
  /** Its variants, to say which image each shows. */
  variants?: readonly VariantChoice[];
  /**
   * Told the product's version after each change: all are saved at once, and a form for the rest of the product has to
   * send the new version with its own.
   */
  onVersion?: (version: number) => void;
};

const NO_VARIANTS: readonly VariantChoice[] = [];

/**
 * The images of a product: upload, order, describe, remove. Every change is saved when it is made, so it does not belong
 * into a form. Load `loadImagesText()` and `productImagesQuery()` with the page.
 */
export function ProductImages({ storeId, productId, variants = NO_VARIANTS, onVersion }: Props) {
  const t = useText();
  const { items, productVersion } = useSuspenseQuery(productImagesQuery(storeId, productId)).data;
  const edits = productImageEdits(storeId, productId);
  const [dialog, setDialog] = useState<{ edit: string } | "choose" | null>(null);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const [refocus, setRefocus] = useState({ name: "" });

  const told = useRef(onVersion);
  useEffect(() => {
    told.current = onVersion;
  });
  useEffect(() => {
    // What it gives is not for React, which would take it for something to call afterwards.
    told.current?.(productVersion);
  }, [productVersion]);
  // A button that moves with its image loses the focus.
  useEffect(() => {
    if (refocus.name) list.current?.querySelector<HTMLElement>(`[name="${refocus.name}"]`)?.focus();
  }, [refocus]);

  const attempt = async (doing: Promise<unknown>) => {
    try {
      await doing;
    } catch (error) {
      toast(pictureProblem(error), { tone: "error" });
      void edits.reload();
    }
  };
  const uploads = useUploads(storeId, async (picture) => {
    await edits.attach(picture.id);
    void refreshStoreImages(storeId);
  });
  // One order is sent at a time, and of those that wait the last: an answer to the one before must not undo it.
  const orders = useRef({ latest: 0, sent: Promise.resolve() });
  const sendOrder = (wanted: ProductImage[]) => {
    const state = orders.current;
    const mine = ++state.latest;
    const latest = () => mine === state.latest;
    const sent = state.sent.then(() => (latest() ? edits.order(wanted, latest) : undefined));
    state.sent = sent.catch(() => undefined);
    return sent;
  };
  const move = (from: number, to: number) => {
    const image = items[from];
    if (!image || from === to) return;
    setRefocus({ name: `${to < from ? "earlier" : "later"}-${image.id}` });
    setSaid(t("images.moved", { at: to + 1, count: items.length }));
    const wanted = moved(items, from, to);
    edits.show(wanted);
    void attempt(sendOrder(wanted));
  };
  const remove = async (image: ProductImage) => {
    const { storeImageId, position, variantIds } = await edits.detach(image.id);
    const { alt, focus } = image.image;
    const back = { alt, position, variantIds, ...(focus && { focus }) };
    toast(t("images.removed"), {
      action: {
        label: t("images.undo"),
        run: () => void attempt(edits.attach(storeImageId, back)),
      },
    });
  };
  const edited = dialog !== null && dialog !== "choose" && items.find((image) => image.id === dialog.edit);
  return (
    <div className="grid gap-4">
      {items.length > 0 && (
        <ul
          ref={list}
          aria-label={t("images.ofProduct")}
          className="grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))]"
        >
          {items.map((image, at) => (
            <ImageTile
              key={image.id}
              image={image}
              at={at}
              count={items.length}
              onMove={move}
              onEdit={() => setDialog({ edit: image.id })}
              onRemove={() => void attempt(remove(image))}
            />
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      <DropZone onFiles={uploads.add} />
      <UploadList uploads={uploads} />
      <div>
        <Button variant="ghost" size="sm" onClick={() => setDialog("choose")}>
          {t("images.chooseOwn")}
        </Button>
      </div>
      {dialog === "choose" && (
        <ImageChooser
          storeId={storeId}
          onChoose={(picture: StoreImage) => void attempt(edits.attach(picture.id))}
          onClose={() => setDialog(null)}
        />
      )}
      {edited && (
        <ImageDialog
          image={edited.image}
          variantIds={edited.variantIds}
          variants={variants}
          save={async (details) => {
            await edits.change(edited.id, details);
            toast(t("images.saved"));
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
