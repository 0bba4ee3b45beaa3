import { TextAreaField } from "@ui/text-area-field.tsx";
import { useText } from "../../texts/orders.ts";

type Props = { value: string; onChange: (value: string) => void; error?: string | undefined };

/** Why something goes back: the buyer reads it. */
export function ReasonField({ value, onChange, error }: Props) {
  const t = useText();
  return (
    <TextAreaField
      id="reason"
      label={t("orders.reason")}
      rows={2}
      maxLength={500}
      error={error}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
