import type { Attribute } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/categories.ts";
import { AttributeDialog } from "./attribute-dialog.tsx";
import { deleteAttribute } from "./queries.ts";
import type { Branch } from "./tree.ts";

type Asked = { what: "new" } | { what: "edit" | "delete"; attribute: Attribute };

/** What products of a category are asked for: its own attributes, and those it inherits. */
export function AttributeList({ category, all }: { category: Branch; all: readonly Branch[] }) {
  const t = useText();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const inherited: { attribute: Attribute; from: string }[] = [];
  for (let at = parentOf(category, all); at; at = parentOf(at, all))
    inherited.unshift(...at.attributes.map((attribute) => ({ attribute, from: at?.name ?? "" })));
  return (
    <Panel
      title={t("categories.attributes")}
      lead={t("categories.attributesLead")}
      action={
        <Button variant="outline" size="sm" onClick={() => ask({ what: "new" })}>
          <Plus size={16} aria-hidden />
          {t("categories.newAttribute")}
        </Button>
      }
    >
      {category.attributes.length + inherited.length === 0 && (
        <p className="text-muted text-sm">{t("categories.noAttributes")}</p>
      )}
      <ul className="divide-line divide-y">
        {inherited.map(({ attribute, from }) => (
          <li key={attribute.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3 text-sm">
            <Facts attribute={attribute} />
            <span className="text-muted ml-auto">{t("categories.from", { name: from })}</span>
          </li>
        ))}
        {category.attributes.map((attribute) => (
          <li key={attribute.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3 text-sm">
            <Facts attribute={attribute} />
            <span className="ml-auto flex gap-1">
              <Button
                variant="ghost"
                size="sm"
                aria-label={t("categories.editAttribute", { name: attribute.name })}
                onClick={() => ask({ what: "edit", attribute })}
              >
                {t("categories.edit")}
              </Button>
              <Button
                variant="ghost"
                size="sm"
                aria-label={t("categories.deleteAttribute", { name: attribute.name })}
                onClick={() => ask({ what: "delete", attribute })}
              >
                {t("categories.delete")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {asked?.what === "delete" && (
        <ConfirmDialog
          title={t("categories.deleteAttribute", { name: asked.attribute.name })}
          submit={t("categories.delete")}
          danger
          act={async () => {
            await deleteAttribute(asked.attribute.id);
          }}
          onDone={() => {
            toast(t("categories.deleted"));
            close();
          }}
          onClose={close}
        >
          <p>{t("categories.deleteAttributeText", { count: asked.attribute.productCount })}</p>
        </ConfirmDialog>
      )}
      {(asked?.what === "new" || asked?.what === "edit") && (
        <AttributeDialog
          categoryId={category.id}
          attribute={asked.what === "edit" ? asked.attribute : undefined}
          position={category.attributes.length}
          onClose={close}
        />
      )}
    </Panel>
  );
}

const parentOf = ({ parentId }: Branch, all: readonly Branch[]) => all.find((one) => one.id === parentId);

function Facts({ attribute }: { attribute: Attribute }) {
  const t = useText();
  const { name, kind, unit, choices, required, filterable, productCount } = attribute;
  return (
    <>
      <span className="font-semibold break-words">{name}</span>
      <span className="text-muted min-w-0 break-words">
        {t(`categories.kind.${kind}`)}
        {unit && ` (${unit})`}
        {choices.length > 0 && `: ${choices.join(", ")}`}
      </span>
      {required && <Badge tone="accent">{t("categories.required")}</Badge>}
      {filterable && <Badge>{t("categories.filterable")}</Badge>}
      <span className="text-muted num text-xs">{t("categories.products", { count: productCount })}</span>
    </>
  );
}
