import { Button } from "@ui/button.tsx";
import { useState } from "react";
import { useText } from "../../text.ts";

type Props = {
  label: string;
  /** What is asked before it is done. */
  sure: string;
  /** Which of several it is, for those who do not see where the button stands. */
  of?: string;
  busy: boolean;
  variant?: "outline" | "danger";
  onSure: () => void;
};

/** A button for what cannot be undone: it asks once more. */
export function SureButton({ label, sure, of, busy, variant = "danger", onSure }: Props) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  if (!asking && !busy)
    return (
      <Button
        variant={variant}
        size="sm"
        aria-label={of ? `${label}: ${of}` : undefined}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
    );
  return (
    <span className="flex flex-wrap gap-2">
      <Button
        variant="danger"
        size="sm"
        busy={busy}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the button was that was pressed
        autoFocus
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        {sure}
      </Button>
      <Button variant="ghost" size="sm" onClick={() => setAsking(false)}>
        {t("account.cancel")}
      </Button>
    </span>
  );
}
