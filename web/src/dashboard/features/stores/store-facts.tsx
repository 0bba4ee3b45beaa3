import type { AdminStoreDetail } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { countryName } from "@ui/countries.ts";
import { Link } from "@tanstack/react-router";
import { Check, Minus } from "lucide-react";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/stores.ts";

/** What an operator knows of a store: what it says, who is behind it, how far it is. */
export function StoreFacts({ detail }: { detail: AdminStoreDetail }) {
  const t = useText();
  const { store, profile, business } = detail;
  return (
    <>
      <Panel
        title={t("stores.profile")}
        action={
          <span className="flex flex-wrap gap-4 text-sm">
            {store.status === "active" && (
              <a href={`/stores/${store.slug}`} className={TEXT_LINK}>
                {t("stores.itsPage")}
              </a>
            )}
            <Link to="/dashboard/audit-log" search={{ store: store.id }} className={TEXT_LINK}>
              {t("stores.log")}
            </Link>
          </span>
        }
      >
        <Facts>
          <Fact label={t("stores.slug")}>
            <code className="break-all">{store.slug}</code>
          </Fact>
          <Fact label={t("stores.created")}>
            <Moment at={store.createdAt} />
          </Fact>
          <Fact label={t("stores.tagline")}>{profile.tagline || "–"}</Fact>
          <Fact label={t("stores.location")}>{profile.location || "–"}</Fact>
          <Fact label={t("stores.description")}>
            <span className="whitespace-pre-line">{profile.description || "–"}</span>
          </Fact>
        </Facts>
      </Panel>
      <Panel title={t("stores.application")}>
        <ul className="mb-5 grid gap-2 text-sm sm:grid-cols-2">
          {detail.steps
            .filter((step) => step.required)
            .map((step) => (
              <li key={step.key} className="flex items-center gap-2">
                {step.done ? (
                  <Check size={18} aria-label={t("stores.done")} className="text-accent shrink-0" />
                ) : (
                  <Minus size={18} aria-label={t("stores.open")} className="text-muted shrink-0" />
                )}
                {step.kind === "custom" ? step.title : t(`stores.step.${step.kind}`)}
              </li>
            ))}
        </ul>
        <Facts>
          <Fact label={t("stores.submittedAt")}>
            {detail.submittedAt ? <Moment at={detail.submittedAt} /> : "–"}
          </Fact>
          <Fact label={t("stores.decidedAt")}>
            {detail.decidedAt ? <Moment at={detail.decidedAt} /> : "–"}
          </Fact>
          <Fact label={t("stores.termsAccepted")}>
            {detail.termsAcceptedAt ? (
              <>
                {t("stores.termsVersionNumber", { version: detail.termsVersion ?? "" })},{" "}
                <Moment at={detail.termsAcceptedAt} />
              </>
            ) : (
              "–"
            )}
          </Fact>
          <Fact label={t("stores.payout")}>
            {detail.payoutLast4 && detail.payoutCountry
              ? t("stores.payoutNow", {
                  last4: detail.payoutLast4,
                  country: countryName(detail.payoutCountry),
                })
              : "–"}
          </Fact>
        </Facts>
      </Panel>
      <Panel title={t("stores.business")}>
        {business?.address ? (
          <Facts>
            <Fact label={t("stores.address")}>
              <AddressText address={business.address} />
            </Fact>
            <Fact label={t("stores.contactEmail")}>
              <span className="break-all">{business.email}</span>
            </Fact>
            <Fact label={t("stores.taxId")}>{business.taxId || "–"}</Fact>
            <Fact label={t("stores.registration")}>{business.registration || "–"}</Fact>
          </Facts>
        ) : (
          <p className="text-muted text-sm">{t("stores.noBusiness")}</p>
        )}
      </Panel>
      <Panel title={t("stores.members")}>
        <ul className="divide-line -my-3 divide-y text-sm">
          {detail.team.map((member) => (
            <li key={member.userId} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-3">
              <Link to="/dashboard/users/$userId" params={{ userId: member.userId }} className={TEXT_LINK}>
                {member.name || member.email}
              </Link>
              <span className="text-muted min-w-0 flex-1 break-all">{member.email}</span>
              <span className="text-muted">{t(`storeRole.${member.role}`)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
