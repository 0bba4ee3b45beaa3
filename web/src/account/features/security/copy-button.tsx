import { Button } from "@ui/button.tsx";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useText } from "../../text.ts";

/** Copies a text; nothing where the browser does not let pages do that (without https). */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  if (!("clipboard" in navigator)) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <Button variant="outline" size="sm" onClick={() => void copy()}>
      {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      <span aria-live="polite">{copied ? t("copy.done") : (label ?? t("copy.copy"))}</span>
    </Button>
  );
}
