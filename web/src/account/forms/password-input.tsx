import { TextField } from "@ui/field.tsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useText } from "../text.ts";

/** A field for a password with a button that shows what is typed. */
export function PasswordInput(props: ComponentProps<typeof TextField>) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      maxLength={200}
      spellCheck={false}
      autoCapitalize="none"
      autoCorrect="off"
      after={
        <button
          type="button"
          className="text-muted hover:text-ink grid size-11 place-items-center rounded-full"
          aria-label={t("password.show")}
          aria-pressed={shown}
          aria-controls={props.id}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </button>
      }
    />
  );
}
