import { bodyOf, client } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import { buttonClass } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { meQuery } from "@ui/session/me.ts";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Answer } from "../features/invitation/answer.tsx";
import { ProblemBox } from "../forms/problem-box.tsx";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** What an invitation into a store's team offers, to whoever has the link of its mail. */
export function AcceptInvitationPage() {
  const t = useText();
  const { token } = useSearch({ from: "/accept-invitation" });
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => bodyOf(client.POST("/invitations/look", { body: { token: token ?? "" } })),
    enabled: token !== undefined,
    retry: false,
  });
  const me = useQuery({ ...meQuery(), enabled: isSignedIn(), retry: false });
  const isOver = offer.error instanceof ApiError && [400, 404].includes(offer.error.status);
  if (!token || isOver)
    return (
      <BrokenLink
        actions={
          <Link to="/account" className={buttonClass()}>
            {t("account.title")}
          </Link>
        }
      />
    );
  if (!offer.data || me.isLoading)
    return (
      <CardPage title={t("invitation.title")}>
        <ProblemBox error={offer.error ?? undefined} />
      </CardPage>
    );
  const { storeName, role, email, expiresAt } = offer.data;
  return (
    <CardPage
      title={t("invitation.of", { store: storeName })}
      lead={
        <>
          <p>{t(`invitation.as.${role}`)}</p>
          <p className="mt-2">
            {t("invitation.for")} <strong className="text-ink font-semibold break-all">{email}</strong>
          </p>
        </>
      }
      below={t("invitation.until", { date: longDate(expiresAt) })}
    >
      <Answer token={token} email={email} me={me.data} />
    </CardPage>
  );
}
