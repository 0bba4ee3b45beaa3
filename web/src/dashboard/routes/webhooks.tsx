import { buttonClass } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { EndpointList } from "../features/webhooks/endpoint-list.tsx";
import { usePlace } from "../features/webhooks/place.ts";
import { endpointsQuery } from "../features/webhooks/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/webhooks.ts";

export function WebhooksPage() {
  const t = useText();
  const { owner, create } = usePlace();
  const { items, limit } = useSuspenseQuery(endpointsQuery(owner)).data;
  return (
    <Page
      title={t("menu.webhooks")}
      lead={items.length < limit ? t("webhooks.lead") : t("webhooks.full", { count: limit })}
      actions={
        items.length > 0 &&
        items.length < limit && (
          <Link {...create} className={buttonClass({ size: "sm" })}>
            <Plus size={16} aria-hidden />
            {t("webhooks.new")}
          </Link>
        )
      }
    >
      <EndpointList endpoints={items} />
    </Page>
  );
}
