import { buttonClass } from "@ui/button.tsx";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ResetForm } from "../features/password/reset-form.tsx";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage, TEXT_LINK } from "../layout/card.tsx";
import { useText } from "../text.ts";

export function ResetPasswordPage() {
  const t = useText();
  const { token } = useSearch({ from: "/reset-password" });
  const navigate = useNavigate();
  if (!token)
    return (
      <BrokenLink
        actions={
          <Link to="/forgot-password" className={buttonClass()}>
            {t("forgot.again")}
          </Link>
        }
      />
    );
  return (
    <CardPage
      title={t("reset.title")}
      lead={t("reset.lead")}
      below={
        <Link to="/forgot-password" className={TEXT_LINK}>
          {t("forgot.again")}
        </Link>
      }
    >
      <ResetForm
        token={token}
        onDone={() => void navigate({ to: "/login", search: { reason: "password_set" }, replace: true })}
      />
    </CardPage>
  );
}
