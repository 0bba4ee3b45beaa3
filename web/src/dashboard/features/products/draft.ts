import { local, readStored, writeStored } from "@ui/storage.ts";
import { useEffect } from "react";
import type { Editor } from "../../forms/use-editor.ts";
import { type ProductValues, sameValues } from "./product-form.ts";

/** What somebody typed and did not save, of which version, and when. */
export type Draft = { version: number; at: string; values: ProductValues };

const keyOf = (storeId: string, productId: string | undefined) =>
  `rialto.product.${storeId}.${productId ?? "new"}`;
const MAX_AGE = 14 * 24 * 3600_000;

/** The draft that this browser keeps of a product, unless it says what is there anyway. */
export function keptDraft(
  storeId: string,
  productId: string | undefined,
  now: ProductValues,
): Draft | undefined {
  const draft = readStored<Draft>(local, keyOf(storeId, productId));
  if (!draft?.values?.variants || !draft.at || Date.now() - Date.parse(draft.at) > MAX_AGE) return undefined;
  const values = { ...now, ...draft.values };
  return sameValues(values, now) ? undefined : { ...draft, values };
}

export const dropDraft = (storeId: string, productId: string | undefined) =>
  writeStored(local, keyOf(storeId, productId), null);

/** Keeps what is typed in this browser, a moment after each change. `version` says which version it is of. */
export function useAutosave(
  editor: Editor<ProductValues>,
  storeId: string,
  productId: string | undefined,
  version: number,
): void {
  const { form } = editor;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = () => {
      if (!form.formState.isDirty) return;
      const draft: Draft = { version, at: new Date().toISOString(), values: form.getValues() };
      writeStored(local, keyOf(storeId, productId), draft);
    };
    const stop = form.subscribe({
      formState: { values: true, isDirty: true },
      callback: () => {
        clearTimeout(timer);
        timer = setTimeout(save, 700);
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [form, storeId, productId, version]);
}
