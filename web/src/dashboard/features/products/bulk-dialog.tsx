import type { BulkEdit, BulkSelection, CategoryNode } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { SelectField, TextField } from "@ui/field.tsx";
import { currencySign } from "@ui/money.ts";
import { toast } from "@ui/toast.ts";
import { type SyntheticEvent, useId, useState } from "react";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/products.ts";
import { type BulkDraft, changeOf, noChange, type Wrong } from "./bulk-change.ts";
import { BulkPreview } from "./bulk-preview.tsx";
import { categoryChoices } from "./category-names.ts";
import { STATUSES } from "./statuses.ts";
import { applyBulk, previewBulk, undoBulk } from "./queries.ts";
import { TagsInput } from "./tags-input.tsx";

type Props = {
  storeId: string;
  selection: BulkSelection;
  count: number;
  currency: string;
  categories: readonly CategoryNode[];
  onDone: () => void;
  onClose: () => void;
};

/** Changes many products: what to change, then what that does row by row, then done, with a way back. */
export function BulkDialog(props: Props) {
  const { storeId, selection, count, onDone, onClose } = props;
  const t = useText();
  const [draft, setDraft] = useState(noChange);
  const [wrong, setWrong] = useState<Wrong[]>([]);
  const [preview, setPreview] = useState<BulkEdit | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const attempt = async (doing: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await doing();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const read = changeOf(draft, props.currency);
    setWrong(read && "wrong" in read ? read.wrong : []);
    if (read && "change" in read)
      void attempt(async () => setPreview(await previewBulk(storeId, selection, read.change)));
  };
  const apply = (id: string) =>
    attempt(async () => {
      const done = await applyBulk(storeId, id);
      toast(t("products.bulkDone", { count: done.applied }) + refusedText(done), {
        action: { label: t("products.undo"), run: () => void undo(storeId, id) },
        stays: true,
      });
      onDone();
    });
  return (
    <Drawer side="center" title={t("products.bulkTitle", { count })} onClose={onClose}>
      {preview ? (
        <div className="grid gap-5 p-5">
          <BulkPreview storeId={storeId} bulk={preview} />
          <div>
            <ProblemBox error={error} />
            <div className="flex flex-wrap justify-end gap-3">
              <Button variant="ghost" onClick={() => setPreview(null)}>
                {t("products.back")}
              </Button>
              <Button
                busy={busy}
                disabled={preview.changes === preview.refused}
                onClick={() => void apply(preview.id)}
              >
                {t("products.bulkApply", { count: preview.changes - preview.refused })}
              </Button>
            </div>
          </div>
        </div>
      ) : (
        <form noValidate onSubmit={onSubmit} className="grid gap-5 p-5">
          <ChangeFields {...props} draft={draft} wrong={wrong} onChange={setDraft} />
          <div>
            <ProblemBox error={error} words={{ bulk_edit_too_large: t("products.bulkTooLarge") }} />
            <div className="flex flex-wrap justify-end gap-3">
              <Button variant="ghost" onClick={onClose}>
                {t("confirm.cancel")}
              </Button>
              <Button type="submit" busy={busy}>
                {t("products.bulkPreview")}
              </Button>
            </div>
          </div>
        </form>
      )}
    </Drawer>
  );
}

const refusedText = (done: BulkEdit) =>
  done.refused > 0 ? ` ${text("products.bulkRefused", { count: done.refused })}` : "";

async function undo(storeId: string, id: string): Promise<void> {
  try {
    const undone = await undoBulk(storeId, id);
    toast(
      undone.kept > 0 ? text("products.bulkUndoneBut", { count: undone.kept }) : text("products.bulkUndone"),
      undone.kept > 0 ? { stays: true } : {},
    );
  } catch (failure) {
    toast(problemText(failure), { tone: "error" });
  }
}

function ChangeFields({
  draft,
  wrong,
  currency,
  categories,
  onChange,
}: Pick<Props, "currency" | "categories"> & {
  draft: BulkDraft;
  wrong: Wrong[];
  onChange: (to: BulkDraft) => void;
}) {
  const t = useText();
  const id = useId();
  const set = <Key extends keyof BulkDraft>(key: Key, value: BulkDraft[Key]) =>
    onChange({ ...draft, [key]: value });
  const isPercent = draft.priceMode.endsWith("percent");
  const sign = (
    <span className="text-muted grid h-11 place-items-center px-3 text-sm">
      {isPercent ? "%" : currencySign(currency)}
    </span>
  );
  const errorOf = (field: Wrong) =>
    wrong.includes(field) ? t(field === "stock" ? "form.whole" : "form.amount") : undefined;
  return (
    <>
      <p className="text-muted text-sm">{t("products.bulkLead")}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id={`${id}-priceMode`}
          label={t("products.price")}
          value={draft.priceMode}
          onChange={(event) => set("priceMode", event.target.value as BulkDraft["priceMode"])}
        >
          <option value="">{t("products.keep")}</option>
          {(["set", "increase", "decrease", "increase_percent", "decrease_percent"] as const).map((mode) => (
            <option key={mode} value={mode}>
              {t(`products.price.${mode}`)}
            </option>
          ))}
        </SelectField>
        {draft.priceMode && (
          <>
            <TextField
              id={`${id}-price`}
              label={t(isPercent ? "products.percent" : "products.amount")}
              value={draft.price}
              inputMode="decimal"
              autoComplete="off"
              error={errorOf("price")}
              after={sign}
              onChange={(event) => set("price", event.target.value)}
            />
            <SelectField
              id={`${id}-rounding`}
              label={t("products.rounding")}
              value={draft.rounding}
              onChange={(event) => set("rounding", event.target.value as BulkDraft["rounding"])}
            >
              {(["none", "tenth", "whole", "ends_95", "ends_99"] as const).map((rule) => (
                <option key={rule} value={rule}>
                  {t(`products.rounding.${rule}`)}
                </option>
              ))}
            </SelectField>
          </>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id={`${id}-compareAtMode`}
          label={t("products.compareAt")}
          value={draft.compareAtMode}
          onChange={(event) => set("compareAtMode", event.target.value as BulkDraft["compareAtMode"])}
        >
          <option value="">{t("products.keep")}</option>
          {(["previous_price", "set", "clear"] as const).map((mode) => (
            <option key={mode} value={mode}>
              {t(`products.compareAt.${mode}`)}
            </option>
          ))}
        </SelectField>
        {draft.compareAtMode === "set" && (
          <TextField
            id={`${id}-compareAt`}
            label={t("products.amount")}
            value={draft.compareAt}
            inputMode="decimal"
            autoComplete="off"
            error={errorOf("compareAt")}
            onChange={(event) => set("compareAt", event.target.value)}
          />
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id={`${id}-stockMode`}
          label={t("products.stock")}
          value={draft.stockMode}
          onChange={(event) => set("stockMode", event.target.value as BulkDraft["stockMode"])}
        >
          <option value="">{t("products.keep")}</option>
          {(["set", "add", "remove"] as const).map((mode) => (
            <option key={mode} value={mode}>
              {t(`products.stock.${mode}`)}
            </option>
          ))}
        </SelectField>
        {draft.stockMode && (
          <TextField
            id={`${id}-stock`}
            label={t("products.quantity")}
            value={draft.stock}
            inputMode="numeric"
            autoComplete="off"
            error={errorOf("stock")}
            onChange={(event) => set("stock", event.target.value)}
          />
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id={`${id}-status`}
          label={t("products.status")}
          value={draft.status}
          onChange={(event) => set("status", event.target.value as BulkDraft["status"])}
        >
          <option value="">{t("products.keep")}</option>
          {STATUSES.map((value) => (
            <option key={value} value={value}>
              {t(`products.status.${value}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          id={`${id}-category`}
          label={t("products.category")}
          value={draft.category}
          onChange={(event) => set("category", event.target.value)}
        >
          <option value="">{t("products.keep")}</option>
          <option value="none">{t("products.noCategory")}</option>
          {categoryChoices(categories).map((one) => (
            <option key={one.id} value={one.id}>
              {one.path}
            </option>
          ))}
        </SelectField>
        <TagsInput
          id={`${id}-addTags`}
          label={t("products.addTags")}
          values={draft.addTags}
          onChange={(to) => set("addTags", to)}
        />
        <TagsInput
          id={`${id}-removeTags`}
          label={t("products.removeTags")}
          values={draft.removeTags}
          onChange={(to) => set("removeTags", to)}
        />
      </div>
    </>
  );
}
