import { TextField } from "@ui/field.tsx";
import { X } from "lucide-react";
import { useState } from "react";
import { useText } from "../../texts/products.ts";

type Props = {
  id: string;
  label: string;
  hint?: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
};

/** Short texts: Enter or a comma takes what was typed. */
export function TagsInput({ id, label, hint, values, onChange }: Props) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const take = () => {
    const fresh = typed
      .split(",")
      .map((one) => one.trim().slice(0, 255))
      .filter((one, at, all) => one && !values.includes(one) && all.indexOf(one) === at);
    if (fresh.length > 0) onChange([...values, ...fresh]);
    setTyped("");
  };
  return (
    <div>
      <TextField
        id={id}
        label={label}
        {...(hint && { hint })}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === ",") {
            event.preventDefault();
            take();
          } else if (event.key === "Backspace" && !typed && values.length > 0) onChange(values.slice(0, -1));
        }}
        onBlur={take}
      />
      {values.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-2">
          {values.map((one) => (
            <li key={one} className="bg-sunken flex items-center rounded-full pl-3 text-sm">
              <span className="break-all">{one}</span>
              <button
                type="button"
                className="hover:text-danger grid size-8 place-items-center rounded-full"
                aria-label={t("products.removeTag", { tag: one })}
                onClick={() => onChange(values.filter((other) => other !== one))}
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
