import { queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { CatalogProduct, CategoryNode, MyStore } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useEffect, useMemo, useRef, useState } from "react";
import { useWatch } from "react-hook-form";
import { EditorForm } from "../../forms/editor-form.tsx";
import { SelectInput, TextArea, TextInput } from "../../forms/inputs.tsx";
import { useEditor } from "../../forms/use-editor.ts";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/products.ts";
import { AttributeFields } from "./attribute-fields.tsx";
import { categoryChoices } from "./category-names.ts";
import { DescriptionInput } from "./description-input.tsx";
import { dropDraft, keptDraft, useAutosave } from "./draft.ts";
import { isPlain } from "./markup.ts";
import { PriceHistory } from "./price-history.tsx";
import { ProductConflict } from "./product-conflict.tsx";
import {
  attributesOf,
  emptyProduct,
  fieldOf,
  inputOf,
  type ProductValues,
  productSchema,
  sameValues,
  valuesOf,
} from "./product-form.ts";
import { STATUSES } from "./products-search.ts";
import { createProduct, productQuery, replaceProduct } from "./queries.ts";
import { RelatedInput } from "./related-input.tsx";
import { SearchPreview } from "./search-preview.tsx";
import { TagsInput } from "./tags-input.tsx";
import { VariantsEditor } from "./variants-editor.tsx";

type Props = {
  store: MyStore;
  /** Absent: a new one is made. */
  product?: CatalogProduct;
  currency: string;
  categories: readonly CategoryNode[];
  onCreated?: (product: CatalogProduct) => void;
};

const ONE = "grid grid-cols-[minmax(0,1fr)] gap-5";
const TWO = `${ONE} items-start xl:grid-cols-[minmax(0,2fr)_minmax(17rem,1fr)]`;

/** The form of a product. Whoever saves an older version than the present one is shown both and chooses. */
export function ProductEditor({ store, product, currency, categories, onCreated }: Props) {
  const t = useText();
  /** What is there, as far as the form knows: what it began with, or saved. */
  const [known, setKnown] = useState(() => ({
    product,
    values: product ? valuesOf(product) : emptyProduct(),
  }));
  // Images are saved by themselves and count the version up. When nothing else is different, that is no conflict.
  const before = useMemo(() => {
    const isNewer = product && known.product && product.version > known.product.version;
    return isNewer && sameValues(valuesOf(product), known.values) ? product : known.product;
  }, [product, known]);
  const [conflict, setConflict] = useState<{ mine: ProductValues; theirs: CatalogProduct } | null>(null);
  const [draft, setDraft] = useState(() => keptDraft(store.id, product?.id, known.values));
  const chosen = useRef(false);
  const created = useRef<CatalogProduct>(undefined);
  const editor = useEditor<ProductValues>({
    schema: productSchema,
    values: known.values,
    fieldOf,
    words: { product_invalid: t("products.invalid"), slug_taken: t("products.slugTaken") },
    save: async (values) => {
      let after: CatalogProduct;
      const input = inputOf(
        values,
        attributesOf(categories, values.categoryId),
        currency,
        before?.description,
      );
      try {
        after = before
          ? await replaceProduct(store.id, before.id, before.version, input)
          : await createProduct(store.id, input);
      } catch (failure) {
        if (failure instanceof ApiError && failure.status === 412 && before) {
          const theirs = await queryClient.fetchQuery(productQuery(store.id, before.id));
          setConflict({ mine: values, theirs });
        }
        throw failure;
      }
      if (!before) created.current = after;
      dropDraft(store.id, before?.id);
      setDraft(undefined);
      const saved = { product: after, values: valuesOf(after) };
      setKnown(saved);
      return saved.values;
    },
    onSaved: () => {
      toast(t("products.saved"));
      if (created.current) onCreated?.(created.current);
    },
  });
  useAutosave(editor, store.id, product?.id, before?.version ?? 0);

  const { form, restart, submit } = editor;
  // What was chosen of two versions is sent once the form is there again, to say what may be wrong.
  useEffect(() => {
    if (!chosen.current || conflict) return;
    chosen.current = false;
    submit();
  }, [conflict, submit]);

  const [categoryId, tags, related] = useWatch({
    control: form.control,
    name: ["categoryId", "tags", "related"],
  });
  const attributes = attributesOf(categories, categoryId);
  const set = (name: "tags" | "related", value: never) => form.setValue(name, value, { shouldDirty: true });
  const begin = (theirs: CatalogProduct, values: ProductValues) => {
    const saved = valuesOf(theirs);
    setKnown({ product: theirs, values: saved });
    restart(saved);
    form.reset(values, { keepDefaultValues: true });
  };
  if (conflict)
    return (
      <ProductConflict
        base={known.values}
        mine={conflict.mine}
        theirs={valuesOf(conflict.theirs)}
        currency={currency}
        categories={categories}
        busy={editor.busy}
        onTheirs={() => {
          dropDraft(store.id, product?.id);
          begin(conflict.theirs, valuesOf(conflict.theirs));
          setConflict(null);
        }}
        onResolve={(merged) => {
          begin(conflict.theirs, merged);
          setConflict(null);
          chosen.current = true;
        }}
      />
    );
  return (
    <EditorForm editor={editor} submit={t(product ? "products.save" : "products.create")}>
      {draft && (
        <DraftNote
          at={draft.at}
          isOld={draft.version !== (before?.version ?? 0)}
          onTake={() => {
            form.reset(draft.values, { keepDefaultValues: true });
            setDraft(undefined);
          }}
          onDrop={() => {
            dropDraft(store.id, product?.id);
            setDraft(undefined);
          }}
        />
      )}
      <div className={TWO}>
        <Panel title={t("products.basics")}>
          <div className="grid gap-4">
            <TextInput editor={editor} name="name" label={t("products.name")} maxLength={300} />
            <DescriptionInput editor={editor} warns={!!product && !isPlain(product.description)} />
          </div>
        </Panel>
        <div className={ONE}>
          <Panel title={t("products.status")}>
            <SelectInput
              editor={editor}
              name="status"
              label={t("products.visibility")}
              hint={t("products.statusHint")}
            >
              {STATUSES.map((value) => (
                <option key={value} value={value}>
                  {t(`products.status.${value}`)}
                </option>
              ))}
            </SelectInput>
          </Panel>
          <Panel title={t("products.organisation")}>
            <div className="grid gap-4">
              <SelectInput editor={editor} name="categoryId" label={t("products.category")} optional>
                <option value="">{t("products.noCategory")}</option>
                {categoryChoices(categories).map(({ id, path }) => (
                  <option key={id} value={id}>
                    {path}
                  </option>
                ))}
              </SelectInput>
              <TextInput editor={editor} name="brand" label={t("products.brand")} maxLength={300} optional />
              <TagsInput
                id={`${editor.id}-tags`}
                label={t("products.tags")}
                hint={t("products.tagsHint")}
                values={tags}
                onChange={(to) => set("tags", to as never)}
              />
            </div>
          </Panel>
        </div>
      </div>
      {!product && (
        <Panel title={t("products.images")}>
          <p className="text-muted text-sm">{t("products.imagesLater")}</p>
        </Panel>
      )}
      <Panel title={t("products.variants")} lead={t("products.variantsLead")}>
        <VariantsEditor editor={editor} currency={currency} product={product} />
      </Panel>
      <div className={TWO}>
        <div className={ONE}>
          {attributes.length > 0 && (
            <Panel title={t("products.attributes")} lead={t("products.attributesLead")}>
              <AttributeFields editor={editor} attributes={attributes} />
            </Panel>
          )}
          <Panel title={t("products.seo")} lead={t("products.seoLead")}>
            <div className="grid gap-4">
              <SearchPreview editor={editor} store={store} />
              <TextInput
                editor={editor}
                name="seoTitle"
                label={t("products.seoTitle")}
                maxLength={200}
                optional
              />
              <TextArea
                editor={editor}
                name="seoDescription"
                label={t("products.seoDescription")}
                maxLength={500}
                rows={3}
                optional
              />
              <TextInput
                editor={editor}
                name="slug"
                label={t("products.slug")}
                hint={t("products.slugHint")}
                maxLength={200}
                optional
                autoCapitalize="none"
                spellCheck={false}
              />
            </div>
          </Panel>
        </div>
        <div className={ONE}>
          <Panel title={t("products.related")} lead={t("products.relatedLead")}>
            <RelatedInput
              id={`${editor.id}-related`}
              storeId={store.id}
              productId={product?.id}
              values={related}
              onChange={(to) => set("related", to as never)}
            />
          </Panel>
          {product && <PriceHistory storeId={store.id} productId={product.id} />}
        </div>
      </div>
    </EditorForm>
  );
}

/** Says that this browser has kept something that was not saved. */
function DraftNote({
  at,
  isOld,
  onTake,
  onDrop,
}: {
  at: string;
  isOld: boolean;
  onTake: () => void;
  onDrop: () => void;
}) {
  const t = useText();
  return (
    <aside className="bg-gold-soft flex flex-wrap items-center gap-3 rounded-3xl px-5 py-3 text-sm">
      <p className="mr-auto">
        {t("products.draftKept")} <Moment at={at} /> {isOld && t("products.draftOld")}
      </p>
      <Button variant="outline" size="sm" onClick={onTake}>
        {t("products.draftTake")}
      </Button>
      <Button variant="ghost" size="sm" onClick={onDrop}>
        {t("products.draftDrop")}
      </Button>
    </aside>
  );
}
