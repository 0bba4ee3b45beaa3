import type { ProductStatus } from "@api/types.ts";
import { toast } from "@ui/toast.ts";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { useText } from "../../texts/products.ts";
import { duplicateProduct, removeProduct } from "./queries.ts";
import { TextField } from "@ui/field.tsx";
import { useRef, useState } from "react";

type Props = {
  storeId: string;
  product: { id: string; name: string; status: ProductStatus };
  onDone: (outcome: "deleted" | "archived") => void;
  onClose: () => void;
};

/** Asks before a product is taken off sale. */
export function RemoveDialog({ storeId, product, onDone, onClose }: Props) {
  const t = useText();
  const outcome = useRef<"deleted" | "archived">("archived");
  const isDraft = product.status === "draft";
  return (
    <ConfirmDialog
      title={t(isDraft ? "products.removeTitle" : "products.archiveTitle", { name: product.name })}
      submit={t(isDraft ? "products.remove" : "products.archive")}
      danger
      act={async () => {
        outcome.current = await removeProduct(storeId, product.id);
      }}
      onDone={() => {
        toast(t(`products.${outcome.current}`));
        onDone(outcome.current);
      }}
      onClose={onClose}
    >
      <p>{t(isDraft ? "products.removeText" : "products.archiveText")}</p>
    </ConfirmDialog>
  );
}

/** Asks what a copy shall be called. */
export function DuplicateDialog({
  storeId,
  product,
  onDone,
  onClose,
}: Pick<Props, "storeId" | "onClose"> & {
  product: { id: string; name: string };
  onDone: (productId: string) => void;
}) {
  const t = useText();
  const [name, setName] = useState(t("products.copyOf", { name: product.name }));
  const made = useRef("");
  return (
    <ConfirmDialog
      title={t("products.duplicateTitle")}
      submit={t("products.duplicate")}
      act={async () => {
        made.current = (await duplicateProduct(storeId, product.id, name.trim() || product.name)).id;
      }}
      onDone={() => onDone(made.current)}
      onClose={onClose}
    >
      <p>{t("products.duplicateText")}</p>
      <TextField
        id="duplicate-name"
        label={t("products.name")}
        value={name}
        maxLength={300}
        onChange={(event) => setName(event.target.value)}
      />
    </ConfirmDialog>
  );
}
